package dev.waybill.jobs.promote;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Between what a metric must lie: {@code {min: 0.85, max: 0.95}}, either of which may be left out, or one number. Of an
 * error that is the most, of a bias the most to either side, of anything else the least.
 */
public record Limits(Optional<Double> min, Optional<Double> max) {

    public Limits {
        if (min.isEmpty() && max.isEmpty()) {
            throw new IllegalArgumentException("has neither min nor max");
        }
        if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            throw new IllegalArgumentException("has min %s above max %s".formatted(min.get(), max.get()));
        }
    }

    /** One number is written as both ends; which of them counts, the metric says. */
    @JsonCreator
    public static Limits of(double number) {
        return new Limits(Optional.of(number), Optional.of(number));
    }

    /** The gates of a metric that this comes to. */
    List<Gate> gates(String metric, Map<String, Double> challenger) {
        Limits both = min.equals(max) ? Metric.named(metric).limits(min.orElseThrow()) : this;
        boolean isOne = both.min.isEmpty() || both.max.isEmpty() || min.equals(max);
        List<Gate> gates = new ArrayList<>();
        both.min.ifPresent(
                bound -> gates.add(Gate.atLeast(metric, bound, challenger, "gates." + metric + (isOne ? "" : ".min"))));
        both.max.ifPresent(
                bound -> gates.add(Gate.atMost(metric, bound, challenger, "gates." + metric + (isOne ? "" : ".max"))));
        return gates;
    }
}
