package dev.waybill.serving.predict;

import dev.waybill.common.online.Found;
import dev.waybill.common.online.Publication;
import dev.waybill.serving.log.LogCounts;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** What is counted of predictions, for Prometheus. */
public final class PredictionCounts {

    private final Counter predictions;
    private final Counter outliers;
    private final Counter lookups;
    private final Histogram seconds;
    private final Counter shadowsLeftOut;
    private final Gauge version;
    private final Gauge published;
    private final Gauge expires;
    private final Map<String, BooleanSupplier> degraded = new ConcurrentHashMap<>();
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
        seconds = Histogram.builder()
                .name("waybill_prediction_seconds")
                .help("From the first byte of a request for predictions to its answer, of those that were predicted.")
                .labelNames("pipeline")
                .classicOnly()
                .classicUpperBounds(
                        0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
                .register(registry);
        shadowsLeftOut = Counter.builder()
                .name("waybill_shadow_requests_left_out_total")
                .help("Requests that were not predicted in the shadow as well, since too many waited for it.")
                .labelNames("pipeline")
                .register(registry);
        version = gauge("waybill_model_version", "The version of the model that answers.", registry);
        published = gauge(
                "waybill_features_published_timestamp_seconds",
                "When the histories that it answers with were published.",
                registry);
        expires = gauge(
                "waybill_features_expire_timestamp_seconds",
                "From which event time on they are too old to be told.",
                registry);
        GaugeWithCallback.builder()
                .name("waybill_degraded")
                .help("1 where it answers by what is not the last, or without histories.")
                .labelNames("pipeline")
                .callback(told -> degraded.forEach((name, is) -> told.call(is.getAsBoolean() ? 1 : 0, name)))
                .register(registry);
        log = new LogCounts(registry);
    }

    private static Gauge gauge(String name, String help, PrometheusRegistry registry) {
        return Gauge.builder().name(name).help(help).labelNames("pipeline").register(registry);
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

    /** @param begun when the first byte of the request came, in nanoseconds of {@link System#nanoTime} */
    void answered(String pipeline, long begun) {
        seconds.labelValues(pipeline).observe((System.nanoTime() - begun) / 1e9);
    }

    /** Counters begin at 0, since a first one of which nobody saw the 0 is no increase to Prometheus. */
    void answers(String pipeline, int by, Publication features) {
        predictions.initLabelValues(pipeline);
        outliers.initLabelValues(pipeline);
        shadowsLeftOut.initLabelValues(pipeline);
        seconds.initLabelValues(pipeline);
        for (Found.Kind kind : Found.Kind.values()) {
            lookups.initLabelValues(pipeline, kind.name());
        }
        version.labelValues(pipeline).set(by);
        published.labelValues(pipeline).set(seconds(features.createdAt()));
        expires.labelValues(pipeline).set(seconds(features.expiresAt()));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1e3;
    }

    /**
     * Has it told whether a pipeline is degraded.
     *
     * @param is asked each time that somebody looks, and has to answer at once
     */
    public void watch(String pipeline, BooleanSupplier is) {
        degraded.put(pipeline, is);
    }
}
