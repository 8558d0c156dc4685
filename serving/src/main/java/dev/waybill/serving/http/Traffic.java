package dev.waybill.serving.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the server counts, for Prometheus; others register theirs beside. */
public final class Traffic {

    private static final String TEXT = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = Counter.builder()
            .name("waybill_http_requests_total")
            .help("Requests that were answered.")
            .labelNames("route", "method", "status")
            .register(registry);
    private final Histogram seconds = Histogram.builder()
            .name("waybill_http_request_duration_seconds")
            .help("From the first byte of a request to its answer.")
            .labelNames("route")
            .classicOnly()
            .classicUpperBounds(0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
            .register(registry);
    private final Gauge inFlight = Gauge.builder()
            .name("waybill_http_requests_in_flight")
            .help("Requests that have come and are not answered yet.")
            .register(registry);

    /** Where others register what they count. */
    public PrometheusRegistry registry() {
        return registry;
    }

    void begun() {
        inFlight.inc();
    }

    void answered(String route, String method, int status, double took) {
        requests.labelValues(route, method, String.valueOf(status)).inc();
        seconds.labelValues(route).observe(took);
    }

    /** That an answer is on its way, or whoever asked has gone. */
    void ended() {
        inFlight.dec();
    }

    int inFlight() {
        return (int) inFlight.get();
    }

    Answer text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write into memory", e);
        }
        return new Answer(200, TEXT, text.toByteArray());
    }
}
