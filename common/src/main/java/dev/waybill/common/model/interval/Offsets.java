package dev.waybill.common.model.interval;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How far from its prediction a label lies at each of {@link Intervals#LEVELS}, in units of the row's scale.
 *
 * @param rows that these were calibrated on
 */
public record Offsets(int rows, List<Double> values) implements Serializable {

    /**
     * The conformal quantiles of normalised residuals, (label - prediction) / scale. Of n residuals, the bound at a level
     * q is the k-th smallest, k being (n + 1) q rounded away from the middle, so that a new label is at or below an upper
     * bound, or at or above a lower one, at least as often as the level says (Lei et al. 2018, Algorithm 2, here for each
     * side by itself). They go up with the level: bounds never cross.
     *
     * @param residuals at least one, in any order
     */
    static Offsets of(double[] residuals) {
        double[] sorted = residuals.clone();
        Arrays.sort(sorted);
        return new Offsets(
                sorted.length,
                Intervals.LEVELS.stream()
                        .map(level -> sorted[rank(level, sorted.length) - 1])
                        .toList());
    }

    /** Where there are too few rows for a bound, the outermost one has to do. */
    private static int rank(double level, int rows) {
        double rank = (rows + 1) * level;
        return (int) Math.max(1, Math.min(rows, level < 0.5 ? Math.floor(rank) : Math.ceil(rank)));
    }

    /** From the lowest to the highest. */
    @JsonIgnore
    double width() {
        return values.get(values.size() - 1) - values.get(0);
    }
}
