package dev.waybill.pipelines.monitoring;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.pipelines.outward.Address;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the figures of nights go, usually from {@code conf/<env>.yaml}; nowhere if all of it is left out.
 *
 * @param textfile the folder that node_exporter's textfile collector reads; a relative one starts at the project's root
 * @param pushgateway the address of a Pushgateway, in which {@code ${env:NAME}} stands for what is secret
 * @param timeoutSeconds how long the Pushgateway may take, each of two times
 */
public record Monitoring(
        Optional<String> textfile,
        Optional<String> pushgateway,
        @Default("10") int timeoutSeconds) {

    /** The section as params have it. */
    public record Section(@Default("{}") Monitoring monitoring) {}

    public Monitoring {
        if (timeoutSeconds < 1 || timeoutSeconds > 600) {
            throw new IllegalArgumentException(
                    "has %d as timeout-seconds, which must be 1 to 600".formatted(timeoutSeconds));
        }
        if (pushgateway.filter(Redaction::isDue).isPresent()) {
            throw new IllegalArgumentException(
                    "has a password in pushgateway; write ${env:NAME} there and set that variable where Waybill runs");
        }
        pushgateway.filter(text -> !text.contains("${env:")).ifPresent(Monitoring::requireAddress);
    }

    public Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    private static void requireAddress(String text) {
        try {
            Address.of(text, Map.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a pushgateway that " + e.getMessage(), e);
        }
    }
}
