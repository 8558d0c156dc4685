package dev.waybill.jobs.prepare.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowNumbersTest {

    private static final String BLOCKS = "spark.sql.files.maxPartitionBytes";

    @TempDir
    private Path folder;

    @Test
    void countRowsAsTheyStandHoweverSparkDealsFilesOut() throws IOException {
        write("a.csv", 5000);
        write("b.csv", 3);
        SparkSession spark = SharedSpark.session();
        String blocks = spark.conf().get(BLOCKS);
        try {
            spark.conf().set(BLOCKS, "4kb");
            Dataset<Row> rows = numbered(spark);
            assertThat(rows.rdd().getNumPartitions()).isGreaterThan(3);
            assertThat(rows.where("number = expected").count()).isEqualTo(5003);
        } finally {
            spark.conf().set(BLOCKS, blocks);
        }
        assertThat(numbered(spark).where("number = expected").count()).isEqualTo(5003);
    }

    private Dataset<Row> numbered(SparkSession spark) {
        Dataset<Row> rows = spark.read()
                .option("header", true)
                .schema("expected bigint, `the rest` string")
                .csv(folder.toString())
                .withColumn("file", functions.col("_metadata.file_path"));
        return RowNumbers.of(rows, "file", "number");
    }

    private void write(String name, int rows) throws IOException {
        String lines = IntStream.rangeClosed(1, rows)
                .mapToObj(i -> i + "," + "x".repeat(i % 7))
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve(name), "expected,the rest\n" + lines + "\n");
    }
}
