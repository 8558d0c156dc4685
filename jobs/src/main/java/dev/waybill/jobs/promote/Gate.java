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

    /** A bound from params: at most so much of an error, at least so much of anything else. */
    static Gate absolute(String metric, double bound, Map<String, Double> challenger) {
        double value = value(challenger, metric);
        return new Gate(metric, value, bound, "gates." + metric, isAsGood(metric, value, bound));
    }

    /** The challenger must do better than somebody else did on the same rows. */
    static Gate better(String metric, Map<String, Double> challenger, Map<String, Double> other, String who) {
        double value = value(challenger, metric);
        double bound = value(other, metric);
        return new Gate(metric, value, bound, who, isAsGood(metric, value, bound) && value != bound);
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
        return Metric.named(metric).lessIsBetter() ? "above" : "below";
    }

    private static boolean isAsGood(String metric, double value, double bound) {
        return Metric.named(metric).lessIsBetter() ? value <= bound : value >= bound;
    }

    /** Not a number, which passes no gate, where a metric could not be measured: r2 of labels that are all the same. */
    private static double value(Map<String, Double> metrics, String metric) {
        return metrics.getOrDefault(metric, Double.NaN);
    }
}
