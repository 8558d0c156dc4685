package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTableTest {

    private static final List<String> ALWAYS =
            List.of("mae", "median_absolute_error", "p90_absolute_error", "rmse", "bias", "mape", "within_5_min", "r2");

    @Test
    void showsTheLossThatIsComparedOnce() {
        assertThat(MetricsTable.metrics(Loss.rmse, "within_5_min")).isEqualTo(ALWAYS);
        assertThat(MetricsTable.metrics(Loss.pinball, "within_5_min"))
                .startsWith("pinball", "mae")
                .hasSize(ALWAYS.size() + 1)
                .containsAll(ALWAYS);
    }

    @Test
    void showsWhatProbabilitiesAreJudgedByAndNoErrorOfAQuantity() {
        assertThat(MetricsTable.metrics(Loss.log_loss, "within_5_min"))
                .startsWith("log_loss", "brier", "auc")
                .doesNotContainAnyElementsOf(List.of("mae", "rmse", "within_5_min", "r2"));
        assertThat(MetricsTable.metrics(Loss.brier, "within_5_min")).startsWith("brier", "log_loss", "auc");
    }
}
