package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class BaselinesTest {

    private static final Dataset<Row> TRAIN = SharedSpark.session().sql("""
            select * from values ('a', 1, 10D), ('a', 1, 20D), ('a', 2, 60D), ('b', 1, 30D), (null, 1, 90D)
            as t (origin, vendor, eta)""");

    private static final Dataset<Row> ROWS = SharedSpark.session().sql("""
            select * from values (1, 'a', 1), (2, 'b', 1), (3, 'unseen', 1), (4, null, 1), (5, 'b', 2)
            as t (id, origin, vendor)""");

    @Test
    void predictsTheMedianOfTheGroupAndTheGlobalOneForGroupsThatTrainingDidNotSee() {
        assertThat(predicted(List.of("origin")))
                .containsExactly("1 30.0 20.0", "2 30.0 30.0", "3 30.0 30.0", "4 30.0 30.0", "5 30.0 30.0");
        assertThat(predicted(List.of("origin", "vendor")))
                .containsExactly("1 30.0 15.0", "2 30.0 30.0", "3 30.0 30.0", "4 30.0 30.0", "5 30.0 30.0");
    }

    @Test
    void predictsTheGlobalMedianWithoutAGroup() {
        assertThat(predicted(List.of()))
                .containsExactly("1 30.0 30.0", "2 30.0 30.0", "3 30.0 30.0", "4 30.0 30.0", "5 30.0 30.0");
    }

    private static List<String> predicted(List<String> group) {
        return Baselines.predict(ROWS, TRAIN, "eta", group)
                .orderBy("id")
                .selectExpr("concat_ws(' ', id, _global_median, _group_median)")
                .as(Encoders.STRING())
                .collectAsList();
    }
}
