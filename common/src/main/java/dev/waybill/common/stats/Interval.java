package dev.waybill.common.stats;

import java.util.Optional;

/** From where to where a quantity may well lie, in its own unit. */
public record Interval(double lower, double upper) {

    /** Of a normal distribution, 2.5% lie more standard deviations above the mean than this. */
    static final double NORMAL_95 = 1.959963984540054;

    /** With 95%, where a figure is normally distributed. */
    public static Interval normal(double figure, double standardError) {
        return new Interval(figure - NORMAL_95 * standardError, figure + NORMAL_95 * standardError);
    }

    /**
     * Of the mean of values that do not depend on each other, with 95%; empty of fewer than two, which say nothing of how far
     * others lie.
     *
     * @param squares the sum of the squares of the values
     */
    public static Optional<Interval> ofMean(double sum, double squares, long values) {
        if (values < 2) {
            return Optional.empty();
        }
        double mean = sum / values;
        double variance = Math.max(0, squares / values - mean * mean) / (values - 1);
        return Optional.of(normal(mean, Math.sqrt(variance)));
    }

    /** As far as a quantity can lie there. */
    public Interval within(double least, double most) {
        return new Interval(Math.max(least, lower), Math.min(most, upper));
    }
}
