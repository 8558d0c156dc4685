package dev.waybill.common.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.Input;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {

    /** 40 rows of a, 30 of b, 3 of c and 2 of none, at 4, 9, 20 and 5: 545 minutes in 75 rows. */
    private static final Dataset<Row> ROWS = SharedSpark.session().sql("""
            select cast(id as string) trip_id, date'2020-03-01' event_date,
                   case when id < 40 then 'a' when id < 70 then 'b' when id < 73 then 'c' end origin,
                   cast(null as string) never, id as hour,
                   case when id < 40 then 4 when id < 70 then 9 when id < 73 then 20 else 10 end eta_minutes
            from range(75)""");

    private static final double MEAN = (40 * 4 + 30 * 9 + 3 * 20 + 2 * 10) / 75.0;

    @Test
    void givesCategoriesTheirMeanLabelDrawnTowardsThatOfAllRows() {
        float rare = code(3 * 20, 3);
        assertThat(inputs(ROWS, "hour", "origin"))
                .containsExactly(
                        Input.numeric("hour"),
                        Input.categorical(
                                "origin",
                                List.of("a", "b", "c"),
                                List.of(code(40 * 4, 40), code(30 * 9, 30), rare),
                                rare));
    }

    private static float code(double sum, double rows) {
        return (float) ((sum + 20 * MEAN) / (rows + 20));
    }

    @Test
    void hasNoCategoriesOfATextThatIsAlwaysNull() {
        assertThat(inputs(ROWS, "never", "hour"))
                .containsExactly(Input.categorical("never", List.of(), List.of(), (float) MEAN), Input.numeric("hour"));
    }

    /** In each fold a category's number is that of its rows in all others. */
    @Test
    void showsTrainingRowsTheMeanOfOtherFolds() {
        TrainingSpec spec = spec("origin");
        Dataset<Row> folds = ROWS.withColumn("fold", TrainingRows.fold(spec));
        LearnedInputs learned = TrainingRows.inputs(ROWS, spec);
        for (int fold = 0; fold < 5; fold++) {
            long others = folds.where("origin = 'b' and fold <> " + fold).count();
            Input input = learned.training().get(fold).get(0);
            assertThat(others).as("rows of b outside of fold " + fold).isBetween(15L, 29L);
            assertThat(input.codes().get(input.categories().indexOf("b")))
                    .isEqualTo(code(9.0 * others, (double) others));
        }
    }

    @Test
    void dealsFoldsByTheKeyWhateverThePartitionsAndOnlyToTrainingDates() {
        TrainingSpec spec = spec("origin");
        Dataset<Row> rows = ROWS.withColumn("fold", TrainingRows.fold(spec));
        assertThat(rows.repartition(7).orderBy("hour").collectAsList())
                .isEqualTo(rows.orderBy("hour").collectAsList());
        assertThat(rows.select("fold").distinct().count()).isEqualTo(5);
        assertThat(ROWS.withColumn("event_date", functions.expr("date'2020-03-11'"))
                        .where(TrainingRows.fold(spec).isNotNull())
                        .count())
                .isZero();
    }

    private static List<Input> inputs(Dataset<Row> rows, String... features) {
        return TrainingRows.inputs(rows, spec(features)).scoring();
    }

    private static TrainingSpec spec(String... features) {
        TrainingSpec tiny = TinyRows.spec("{num_round: 1}");
        return new TrainingSpec(tiny.task(), tiny.key(), tiny.label(), List.of(features), tiny.split(), tiny.model());
    }
}
