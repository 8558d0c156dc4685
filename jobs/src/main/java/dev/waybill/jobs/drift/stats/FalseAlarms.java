package dev.waybill.jobs.drift.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/** How improbable something must be on a night on which nothing changed, so that alarms keep to a budget. */
public final class FalseAlarms {

    private static final double NIGHTS_A_MONTH = 30;

    /** How often a month may have more alarms than its budget. */
    private static final double OVERDRAWN = 0.05;

    private FalseAlarms() {}

    /**
     * The probability of a false alarm that a night may have, so that 19 months of 20 have no more of them than the budget:
     * alarms of different nights are counted as a Poisson variable. For one a month it is 1 in 84.
     *
     * <p>Source: Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936): the mean of which a count is
     * the 95th percentile is half a chi-square quantile of twice the count plus two degrees of freedom.
     */
    public static double aNight(double aMonth) {
        return new ChiSquaredDistribution(2 * (aMonth + 1)).inverseCumulativeProbability(OVERDRAWN)
                / 2
                / NIGHTS_A_MONTH;
    }

    /**
     * The p-value up to which the columns of a night are named: then, where nothing changed, the night has any with no more than
     * this probability, and where something did, no more than this share of them is named wrongly.
     *
     * <p>Source: Benjamini, Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical Society B 57
     * (1995), procedure (1). That it holds for columns that move together: Benjamini, Yekutieli, Annals of Statistics 29
     * (2001), theorem 1.2.
     *
     * @param pvalues of all columns that are judged, in any order
     * @return where none is named, what the least p-value would have to be
     */
    public static double cutoff(double[] pvalues, double probability) {
        double[] ascending = pvalues.clone();
        Arrays.sort(ascending);
        for (int named = ascending.length; named > 1; named--) {
            if (ascending[named - 1] <= probability * named / ascending.length) {
                return probability * named / ascending.length;
            }
        }
        return probability / Math.max(1, ascending.length);
    }
}
