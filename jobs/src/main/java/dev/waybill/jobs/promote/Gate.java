package dev.waybill.jobs.promote;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A figure of the challenger that decides on its promotion.
 *
 * @param bound that the value must not be on the wrong side of
 * @param origin where the bound comes from, for the reason: {@code gates.mae}
 */
public record Gate(String metric, double value, double bound, String origin, boolean passed) {

    static Gate atMost(String metric, double bound, Map<String, Double> challenger, String origin) {
        double value = value(challenger, metric);
        return new Gate(metric, value, bound, origin, value <= bound);
    }

    static Gate atLeast(String metric, double bound, Map<String, Double> challenger, String origin) {
        double value = value(challenger, metric);
        return new Gate(metric, value, bound, origin, value >= bound);
    }

    /** The challenger must have less of a loss than somebody else has on the same rows. */
    static Gate below(String loss, Map<String, Double> challenger, Map<String, Double> other, String who) {
        double value = value(challenger, loss);
        double bound = value(other, loss);
        return new Gate(loss, value, bound, who, value < bound);
    }

    /** Why the gate keeps a challenger out, or empty if it does not. */
    Optional<String> refusal() {
        if (passed) {
            return Optional.empty();
        } else if (Double.isNaN(value)) {
            return Optional.of("%s could not be measured (%s)".formatted(metric, origin));
        } else if (Double.isNaN(bound)) {
            return Optional.of(
                    "%s could not be measured of the %s: name another evaluate.loss".formatted(metric, origin));
        }
        return Optional.of(String.format(Locale.ROOT, "%s %.4g is %s %.4g (%s)", metric, value, side(), bound, origin));
    }

    private String side() {
        if (value == bound) {
            return "no better than";
        }
        return value > bound ? "above" : "below";
    }

    /** Not a number, which passes no gate, where a metric could not be measured: r2 of labels that are all the same. */
    private static double value(Map<String, Double> metrics, String metric) {
        return metrics.getOrDefault(metric, Double.NaN);
    }
}
