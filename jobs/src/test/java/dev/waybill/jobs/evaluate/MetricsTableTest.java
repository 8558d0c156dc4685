package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Loss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTableTest {

    private static final List<String> ALWAYS =
            List.of("mae", "median_absolute_error", "p90_absolute_error", "rmse", "bias", "mape", "within_5_min", "r2");

    @Test
    void showsTheLossThatIsComparedOnce() {
        assertThat(MetricsTable.metrics(Map.of(), Loss.rmse, "within_5_min")).isEqualTo(ALWAYS);
        assertThat(MetricsTable.metrics(Map.of(), Loss.pinball, "within_5_min"))
                .startsWith("pinball", "mae")
                .hasSize(ALWAYS.size() + 1)
                .containsAll(ALWAYS);
    }

    @Test
    void showsWhatProbabilitiesAreJudgedBy() {
        Map<String, Double> model = Map.of("log_loss", 0.31, "brier", 0.09, "accuracy", 0.88);

        assertThat(MetricsTable.metrics(model, Loss.log_loss, "within_5_min"))
                .startsWith("log_loss", "brier", "accuracy", "mae");
        assertThat(MetricsTable.metrics(model, Loss.brier, "within_5_min"))
                .startsWith("brier", "log_loss", "accuracy", "mae");
    }
}
