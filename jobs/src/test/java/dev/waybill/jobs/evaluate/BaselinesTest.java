package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Loss;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** All: 10, 20, 30, 60, 90; of origin a: 10, 20, 60; of b: 30. */
    @ParameterizedTest
    @CsvSource({
        "rmse, 42.0, 30.0, 30.0",
        "brier, 42.0, 30.0, 30.0",
        "pinball, 78.0, 52.0, 30.0",
        "pseudo_huber, 30.0, 20.0, 30.0",
        "poisson_deviance, 42.0, 33.0, 36.0",
        "log_loss, 42.0, 33.0, 36.0",
        "rmsle, 32.1, 23.15, 30.0"
    })
    void predictsTheConstantOfTheLeastLoss(Loss loss, String global, String ofA, String ofB) {
        assertThat(predicted(List.of("origin"), new PredictionLoss(loss, 0.9)).subList(0, 2))
                .containsExactly("1 %s %s".formatted(global, ofA), "2 %s %s".formatted(global, ofB));
    }

    @Test
    void callsThemWhatTheyAre() {
        PredictionLoss pinball = new PredictionLoss(Loss.pinball, 0.9);
        assertThat(Baselines.name(pinball, List.of())).isEqualTo("global_quantile");
        assertThat(Baselines.name(new PredictionLoss(Loss.log_loss, 0), List.of("origin", "vendor")))
                .isEqualTo("mean_by_origin_vendor");
    }

    private static List<String> predicted(List<String> group) {
        return predicted(group, new PredictionLoss(Loss.mae, 0));
    }

    private static List<String> predicted(List<String> group, PredictionLoss loss) {
        return Baselines.predict(ROWS, TRAIN, "eta", group, loss)
                .orderBy("id")
                .selectExpr("concat_ws(' ', id, round(_global, 2), round(_group, 2))")
                .as(Encoders.STRING())
                .collectAsList();
    }
}
