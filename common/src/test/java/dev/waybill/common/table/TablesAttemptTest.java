package dev.waybill.common.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesAttemptTest {

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path root;

    @Test
    void appendsOnceHoweverOftenAnAttemptIsMadeAgain() {
        Tables tables = new Tables(spark, root.toString());
        appendTwice(tables.during("first"));
        appendTwice(tables.during("first"));

        assertThat(tables.read("checks").count()).isEqualTo(5);
    }

    @Test
    void appendsAgainInAnotherAttemptAndInNone() {
        Tables tables = new Tables(spark, root.toString());
        appendTwice(tables.during("first"));
        appendTwice(tables.during("second"));
        appendTwice(tables);

        assertThat(tables.read("checks").count()).isEqualTo(15);
    }

    @Test
    void goesOnWhereAnAttemptWasBrokenOff() {
        Tables tables = new Tables(spark, root.toString());
        tables.during("first").append("checks", rows(2));
        appendTwice(tables.during("first"));

        assertThat(tables.read("checks").count()).isEqualTo(5);
    }

    private void appendTwice(Tables tables) {
        tables.append("checks", rows(2));
        tables.append("checks", rows(3));
    }

    private Dataset<Row> rows(int count) {
        return spark.range(count).coalesce(1).toDF("n");
    }
}
