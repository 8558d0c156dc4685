package dev.waybill.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TrainingLengthsTest {

    private static TrainingSpec from(String first) {
        return new TrainingSpec(
                Task.multiclass,
                List.of("id"),
                "end",
                List.of("x"),
                Bound.of(
                        SplitByDate.class,
                        "{train: %s/2020-03-03, valid: 2020-03-04/2020-03-04, test: 2020-03-05/2020-03-05}"
                                .formatted(first)),
                Bound.of(Model.class, "{num_round: 4, early_stopping_rounds: 2}"));
    }

    /** What the last days say is right where they know the class, but one class in four they never saw. */
    @Test
    void areJudgedOnTheSameRowsThoughNotAllKnowTheirClasses() {
        Dataset<Row> rows = SharedSpark.session()
                .range(400)
                .selectExpr("id", "cast(id % 4 as double) as x", "cast(1 + id div 100 as int) as day")
                .selectExpr(
                        "id",
                        "x",
                        "make_date(2020, 3, day) as event_date",
                        "case when x = 3 and day in (1, 4) then 'rare'"
                                + " when x < 2 and day > 1 or id % 3 = 0 then 'a' else 'b' end as end");

        Fit fit = Fit.of(rows, List.of(from("2020-03-02"), from("2020-03-01")), what -> {}, curve -> {});

        Fit.Tried few = fit.tried().get(0);
        assertThat(few.score()).isBetween(0.25 * 36.8, 0.25 * 36.9 + 1);
        assertThat(few.taken()).isFalse();
        assertThat(fit.classes().orElseThrow().names()).containsExactly("a", "b", "rare");
    }
}
