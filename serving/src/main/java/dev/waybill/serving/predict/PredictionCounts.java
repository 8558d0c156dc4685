package dev.waybill.serving.predict;

import dev.waybill.common.online.Found;
import dev.waybill.serving.log.LogCounts;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is counted of predictions, for Prometheus. */
public final class PredictionCounts {

    private final Counter predictions;
    private final Counter outliers;
    private final Counter lookups;
    private final Counter shadowsLeftOut;
    private final Gauge version;
    private final LogCounts log;

    /** Registers. */
    public PredictionCounts(PrometheusRegistry registry) {
        predictions = Counter.builder()
                .name("waybill_predictions_total")
                .help("Rows that were predicted at the request.")
                .labelNames("pipeline")
                .register(registry);
        outliers = Counter.builder()
                .name("waybill_predictions_ood_total")
                .help("Of these, rows unlike those of training.")
                .labelNames("pipeline")
                .register(registry);
        lookups = Counter.builder()
                .name("waybill_history_lookups_total")
                .help("Keys that were looked for in the online store: hit, miss, stale, corrupt, unavailable.")
                .labelNames("pipeline", "result")
                .register(registry);
        shadowsLeftOut = Counter.builder()
                .name("waybill_shadow_requests_left_out_total")
                .help("Requests that were not predicted in the shadow as well, since too many waited for it.")
                .labelNames("pipeline")
                .register(registry);
        version = Gauge.builder()
                .name("waybill_model_version")
                .help("The version of the model that answers.")
                .labelNames("pipeline")
                .register(registry);
        log = new LogCounts(registry);
    }

    /** Of what is kept in tables. */
    public LogCounts log() {
        return log;
    }

    void predicted(String pipeline, boolean isOod) {
        predictions.labelValues(pipeline).inc();
        if (isOod) {
            outliers.labelValues(pipeline).inc();
        }
    }

    /** Of a pipeline. */
    @FunctionalInterface
    interface Lookups {

        /** Counts what became of a key. */
        void looked(Found.Kind kind);
    }

    Lookups lookups(String pipeline) {
        return kind -> lookups.labelValues(pipeline, kind.name()).inc();
    }

    /** Requests that the challenger did not predict in the shadow, since others waited. */
    CounterDataPoint shadowsLeftOut(String pipeline) {
        return shadowsLeftOut.labelValues(pipeline);
    }

    void answers(String pipeline, int by) {
        version.labelValues(pipeline).set(by);
    }
}
