package dev.waybill.serving.log;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What is counted of rows that are kept, for Prometheus. */
public final class LogCounts {

    private static final String[] LABELS = {"pipeline", "table"};

    private final Counter logged;
    private final Counter written;
    private final Counter lost;
    private final Gauge waiting;
    private final Gauge bytes;
    private final Gauge oldest;

    /** Registers. */
    public LogCounts(PrometheusRegistry registry) {
        logged = counter("logged", "Rows that were kept in a file before they were answered.", registry);
        written = counter("written", "Rows that came into their table, those of ended runs among them.", registry);
        lost = counter("lost", "Rows that were answered and not kept, or were damaged in their file.", registry);
        waiting = gauge("waiting_rows", "Rows that are kept in files and not in their table yet.", registry);
        bytes = gauge("waiting_bytes", "Bytes of the files of these rows.", registry);
        oldest = gauge("oldest_seconds", "Since when the oldest of these rows has waited.", registry);
    }

    private static Counter counter(String name, String help, PrometheusRegistry registry) {
        return Counter.builder()
                .name("waybill_log_rows_%s_total".formatted(name))
                .help(help)
                .labelNames(LABELS)
                .register(registry);
    }

    private static Gauge gauge(String name, String help, PrometheusRegistry registry) {
        return Gauge.builder()
                .name("waybill_log_" + name)
                .help(help)
                .labelNames(LABELS)
                .register(registry);
    }

    /** Has the counters of a table begin at 0: a first one of which nobody saw the 0 is no increase to Prometheus. */
    void begins(String pipeline, String table) {
        logged.initLabelValues(pipeline, table);
        written.initLabelValues(pipeline, table);
        lost.initLabelValues(pipeline, table);
    }

    void logged(String pipeline, String table, int rows) {
        logged.labelValues(pipeline, table).inc(rows);
    }

    void written(String pipeline, String table, int rows) {
        written.labelValues(pipeline, table).inc(rows);
    }

    void lost(String pipeline, String table, int rows) {
        lost.labelValues(pipeline, table).inc(rows);
    }

    void waiting(String pipeline, String table, long rows, long size, double seconds) {
        waiting.labelValues(pipeline, table).set((double) rows);
        bytes.labelValues(pipeline, table).set((double) size);
        oldest.labelValues(pipeline, table).set(seconds);
    }
}
