package dev.waybill.serving.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PredictionCountsTest {

    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void tellsWhichPipelineIsDegradedAtThatMoment() {
        PredictionCounts counts = new PredictionCounts(registry);
        AtomicBoolean taxi = new AtomicBoolean();
        counts.watch("taxi", taxi::get);
        counts.watch("food", () -> false);

        assertThat(degraded()).isEqualTo(Map.of("taxi", 0.0, "food", 0.0));
        taxi.set(true);
        assertThat(degraded()).isEqualTo(Map.of("taxi", 1.0, "food", 0.0));
    }

    private Map<String, Double> degraded() {
        return registry.scrape("waybill_degraded"::equals).stream()
                .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
                .collect(Collectors.toMap(
                        point -> String.valueOf(point.getLabels().get("pipeline")), GaugeDataPointSnapshot::getValue));
    }
}
