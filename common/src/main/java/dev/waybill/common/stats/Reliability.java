package dev.waybill.common.stats;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How far predicted probabilities are from what came true, over bins of rows whose probabilities are alike.
 *
 * <p>Sources: the calibration error by Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian
 * Binning, AAAI (2015), here over bins of equal mass; the partition of the Brier score by Murphy, A New Vector Partition of
 * the Probability Score, Journal of Applied Meteorology 12 (1973).
 *
 * @param bins in ascending order of their probabilities, none of them empty
 */
public record Reliability(List<Bin> bins) {

    /**
     * Rows with similar probabilities.
     *
     * @param meanProbability of a yes, as predicted
     * @param rate the share of rows that are a yes
     */
    public record Bin(long rows, double meanProbability, double rate) {}

    public long rows() {
        return bins.stream().mapToLong(Bin::rows).sum();
    }

    /** The share of all rows that are a yes. */
    public double rate() {
        return mean(Bin::rate);
    }

    /** The mean distance between the predicted probability of a bin and the share of its rows that are a yes. */
    public double calibrationError() {
        return mean(bin -> Math.abs(bin.meanProbability() - bin.rate()));
    }

    /** What of the Brier score is due to bins whose probability is not their share of yes: 0 is best. */
    public double reliability() {
        return mean(bin -> square(bin.meanProbability() - bin.rate()));
    }

    /** By how much the Brier score is less because bins differ in their share of yes: the more, the better. */
    public double resolution() {
        double rate = rate();
        return mean(bin -> square(bin.rate() - rate));
    }

    /** The Brier score of whoever predicts the share of all rows for each of them. */
    public double uncertainty() {
        return rate() * (1 - rate());
    }

    /**
     * What a Brier score has beyond reliability - resolution + uncertainty, since the probabilities of a bin are not all the
     * same: their variance less twice their covariance with what came true (Stephenson, Coelho, Jolliffe, Two Extra
     * Components in the Brier Score Decomposition, Weather and Forecasting 23, 2008).
     */
    public double withinBins(double brier) {
        return brier - (reliability() - resolution() + uncertainty());
    }

    /**
     * Where the share of yes of rows like those of a bin may well lie, with 95%, if rows do not depend on each other: Wilson,
     * Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American Statistical Association
     * 22 (1927).
     */
    public static Interval interval(Bin bin) {
        double squared = Interval.NORMAL_95 * Interval.NORMAL_95 / bin.rows();
        double middle = (bin.rate() + squared / 2) / (1 + squared);
        double variance = bin.rate() * (1 - bin.rate()) / bin.rows();
        double reach = Interval.NORMAL_95 * Math.sqrt(variance + squared / (4.0 * bin.rows())) / (1 + squared);
        return new Interval(middle - reach, middle + reach).within(0, 1);
    }

    private double mean(ToDoubleFunction<Bin> figure) {
        return bins.stream()
                        .mapToDouble(bin -> bin.rows() * figure.applyAsDouble(bin))
                        .sum()
                / rows();
    }

    private static double square(double value) {
        return value * value;
    }
}
