package dev.waybill.common.stats;

import java.util.Arrays;

/**
 * How strongly daily differences speak for a mean that is not 0, in a way that may be looked at every night: where the mean
 * is 0, the evidence ever reaches b with a probability of at most 1 / b, however often one looks.
 *
 * <p>Source: the t-test Bayes factor with a normal prior of unit variance on the standardised mean: Goenen, Johnson, Lu,
 * Westfall, The Bayesian two-sample t test, The American Statistician 59 (2005); that optional stopping keeps its level:
 * Hendriksen, de Heide, Gruenwald, Optional stopping with Bayes factors, Bayesian Analysis 16 (2021).
 */
public final class DailyEvidence {

    private DailyEvidence() {}

    /**
     * From one difference a day, of two days or more. Differences that are all the same are infinite evidence, unless they
     * are 0.
     */
    public static double of(double[] differences) {
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares = Arrays.stream(differences)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        double error = Math.sqrt(squares / (differences.length - 1) / differences.length);
        return ofT(mean == 0 ? 0 : mean / error, differences.length);
    }

    /**
     * As {@link #of}, from a t statistic.
     *
     * @param t the mean in units of its standard error
     */
    public static double ofT(double t, int days) {
        double freedom = days - 1;
        double more = 1.0 + days;
        if (Double.isInfinite(t)) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.pow((1 + t * t / freedom) / (1 + t * t / (more * freedom)), days / 2.0) / Math.sqrt(more);
    }
}
