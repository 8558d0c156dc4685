package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.math.BigDecimal;
import java.util.List;

/**
 * How prediction intervals are calibrated.
 *
 * @param groups columns of the features table; each combination of their values has intervals of its own
 * @param atLeast as many held-back rows it must have for that; otherwise it shares those of all such groups together
 * @param days before today, as many of which recalibration goes by
 * @param within limits in the label's unit, from the lowest to the highest: of each, the probability is told that a label
 *     is at most so much
 */
public record IntervalCalibration(
        List<String> groups,
        @Default("200") int atLeast,
        @Default("7") int days,
        List<Double> within) {

    public IntervalCalibration {
        if (atLeast < 20) {
            throw new IllegalArgumentException(
                    "has at-least %d, but fewer than 20 rows say nothing about 1 in 20".formatted(atLeast));
        }
        if (days < 1) {
            throw new IllegalArgumentException("has days %d, but it must be at least 1".formatted(days));
        }
        requireAscending(within);
    }

    public IntervalCalibration(List<String> groups, int atLeast, int days) {
        this(groups, atLeast, days, List.of());
    }

    /** A limit as params have it: {@code 7}, {@code 0.5}. */
    public static String inWords(double limit) {
        return BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
    }

    private static void requireAscending(List<Double> within) {
        double before = 0;
        for (double limit : within) {
            if (!(limit > 0)) {
                throw new IllegalArgumentException(
                        "has %s in within, but a limit must be a number above 0".formatted(limit));
            }
            if (limit <= before) {
                throw new IllegalArgumentException("has %s behind %s in within; name each limit once, the lowest first"
                        .formatted(inWords(limit), inWords(before)));
            }
            before = limit;
        }
    }

    /**
     * Refuses limits where nothing is within them.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public static void require(Task task, IntervalCalibration intervals) {
        if (task != Task.regression && !intervals.within().isEmpty()) {
            throw new IllegalArgumentException(
                    "intervals.within is there, but the task is %s: only a quantity (regression) is within a limit or not"
                            .formatted(task));
        }
    }
}
