package dev.waybill.pipelines.monitoring;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import dev.waybill.pipelines.outward.Address;
import dev.waybill.pipelines.outward.Delivery;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;

/** Publishes the figures of nights where {@link Monitoring} says. Whatever fails there is told and fails no night. */
public final class NightMetrics {

    private final Path home;
    private final Monitoring monitoring;
    private final Map<String, String> environment;

    /**
     * For the pipelines of a home.
     *
     * @param environment has what is secret in the address of the Pushgateway
     */
    public NightMetrics(Path home, Monitoring monitoring, Map<String, String> environment) {
        this.home = home;
        this.monitoring = monitoring;
        this.environment = environment;
    }

    /**
     * Publishes a night, once however often it is run. To be called by whoever holds the pipeline.
     *
     * @return a line for each place that did not take it
     */
    public List<String> publish(NightFigures night) {
        if (monitoring.textfile().isEmpty() && monitoring.pushgateway().isEmpty()) {
            return List.of();
        }
        Path kept = home.resolve("data").resolve("monitoring").resolve(night.pipeline() + ".json");
        PublishedNights nights = PublishedNights.with(night, PublishedNights.read(kept));
        String text = PrometheusText.of(nights);
        List<String> warnings = Stream.of(
                        problem("keep its totals", () -> JsonFile.write(kept, nights)),
                        monitoring.textfile().flatMap(folder -> write(folder, night.pipeline(), text)),
                        monitoring.pushgateway().flatMap(address -> push(address, night.pipeline(), text)))
                .flatMap(Optional::stream)
                .map(problem -> "The figures of the night of %s are not all published: cannot %s."
                        .formatted(night.date(), problem))
                .toList();
        warnings.forEach(LogManager.getLogger(NightMetrics.class)::warn);
        return warnings;
    }

    private Optional<String> write(String folder, String pipeline, String text) {
        Path file = home.resolve(folder).resolve("waybill-" + pipeline + ".prom");
        return problem("write monitoring.textfile", () -> AtomicFile.write(file, text));
    }

    /** All metrics of the group are replaced, so that what a night does not tell is gone there, too. */
    private Optional<String> push(String address, String pipeline, String text) {
        try {
            String group = "/metrics/job/waybill/pipeline/"
                    + URLEncoder.encode(pipeline, StandardCharsets.UTF_8).replace("+", "%20");
            return Delivery.within(monitoring.timeout())
                    .send(
                            Address.of(address, environment).below(group),
                            "PUT",
                            PrometheusTextFormatWriter.CONTENT_TYPE,
                            text)
                    .map("push to monitoring.pushgateway: "::concat);
        } catch (IllegalArgumentException e) {
            return Optional.of("push to monitoring.pushgateway: it " + e.getMessage());
        }
    }

    private static Optional<String> problem(String what, Runnable writing) {
        try {
            writing.run();
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of(what + ": " + e.getCause());
        }
    }
}
