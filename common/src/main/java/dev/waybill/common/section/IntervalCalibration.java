package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.List;

/**
 * How prediction intervals are calibrated.
 *
 * @param groups columns of the features table; each combination of their values has intervals of its own
 * @param atLeast as many held-back rows it must have for that; otherwise it shares those of all such groups together
 * @param days before today, as many of which recalibration goes by
 */
public record IntervalCalibration(
        List<String> groups,
        @Default("200") int atLeast,
        @Default("7") int days) {

    public IntervalCalibration {
        if (atLeast < 20) {
            throw new IllegalArgumentException(
                    "has at-least %d, but fewer than 20 rows say nothing about 1 in 20".formatted(atLeast));
        }
        if (days < 1) {
            throw new IllegalArgumentException("has days %d, but it must be at least 1".formatted(days));
        }
    }
}
