package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.table.SharedSpark;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassificationQualityTest {

    @Test
    void measuresLossAccuracyAndTheAreaUnderTheCurve() {
        Map<String, Double> quality = ClassificationQuality.of(
                SharedSpark.session()
                        .sql("select * from values (1, 0.9D), (0, 0.2D), (1, 0.4D), (0, 0.6D) as t (late, p)"),
                "late",
                "p");

        double loss = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.4)) / 4;
        assertThat(quality.keySet()).containsExactly("log_loss", "brier", "accuracy", "auc");
        assertThat(quality.get("log_loss")).isCloseTo(loss, within(1e-8));
        assertThat(quality.get("brier")).isCloseTo((0.01 + 0.04 + 0.36 + 0.36) / 4, within(1e-12));
        assertThat(quality.get("accuracy")).isEqualTo(0.5);
        // Of the four pairs of a 1 and a 0, three are in order.
        assertThat(quality.get("auc")).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void hasNoAreaUnderTheCurveOfOneClass() {
        assertThat(ClassificationQuality.of(
                        SharedSpark.session().sql("select * from values (0, 0.9D), (0, 0.2D) as t (late, p)"),
                        "late",
                        "p"))
                .containsOnlyKeys("log_loss", "brier", "accuracy");
    }
}
