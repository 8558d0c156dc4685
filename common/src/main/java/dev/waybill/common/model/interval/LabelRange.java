package dev.waybill.common.model.interval;

import java.io.Serializable;

/**
 * Between which values a label lies by its nature, such as a duration, which is never below 0. Quantiles end there, which
 * holds every label that they held before. Infinite where nothing bounds it.
 */
public record LabelRange(double least, double most) implements Serializable {

    public static final LabelRange UNBOUNDED = new LabelRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    double clipped(double value) {
        return Math.max(least, Math.min(most, value));
    }
}
