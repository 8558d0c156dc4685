package dev.waybill.jobs.drift.stats;

import dev.waybill.common.stats.BinTotals;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * The population stability index: how far the shares of rows per bin moved from a reference, 0 for not at all.
 *
 * <p>Source: Siddiqi, Credit Risk Scorecards (Wiley, 2006), chapter 8, "System Stability Report": the sum over bins of
 * (current - reference) ln(current / reference). It equals Jeffreys' divergence, the sum of the Kullback-Leibler
 * divergences in both directions.
 *
 * <p>An empty bin has no logarithm. It counts as half a row, and at least as {@value #LEAST_SHARE} of the rows: half a
 * row keeps a small sample from alarming over bins that it just happened to miss, the floor keeps the index of large
 * samples from growing with their size. Bins that are empty on both sides count for nothing; all other bins keep their
 * exact shares.
 */
public final class PopulationStability {

    /** The share, 0 to 1, that an empty bin has at least. */
    public static final double LEAST_SHARE = 1e-4;

    /** How often chance gives more than {@link #byChance}. */
    private static final double SELDOM = 0.01;

    private static final double ROWS_OF_EMPTY_BIN = 0.5;

    private PopulationStability() {}

    /** From rows per bin, the bins the same for both, in any order. */
    public static double index(long[] reference, long[] current) {
        double sum = 0;
        for (double contribution : contributions(reference, current)) {
            sum += contribution;
        }
        return sum;
    }

    /** What each bin adds to the index; never negative. */
    public static double[] contributions(long[] reference, long[] current) {
        BinTotals.requireSameBins(reference, current);
        long rowsReference = BinTotals.total(reference);
        long rowsCurrent = BinTotals.total(current);
        if (rowsReference == 0 || rowsCurrent == 0) {
            throw new IllegalArgumentException(
                    "Cannot compare %d with %d rows: neither side may be empty.".formatted(rowsReference, rowsCurrent));
        }
        double[] contributions = new double[reference.length];
        for (int i = 0; i < contributions.length; i++) {
            contributions[i] = reference[i] == 0 && current[i] == 0
                    ? 0
                    : contribution(share(reference[i], rowsReference), share(current[i], rowsCurrent));
        }
        return contributions;
    }

    /**
     * What the index stays below when nothing changed, but for {@value #SELDOM} of the times.
     *
     * <p>Source: Yurdakul, Naranjo, Statistical properties of the population stability index, Journal of Risk Model
     * Validation 14(4) (2020): the index is asymptotically (1 / reference rows + 1 / current rows) times a chi-square
     * variable of bins - 1 degrees of freedom.
     */
    public static double byChance(int bins, long rowsReference, long rowsCurrent) {
        double most = bins > 1 ? new ChiSquaredDistribution(bins - 1).inverseCumulativeProbability(1 - SELDOM) : 0;
        return most * (1.0 / rowsReference + 1.0 / rowsCurrent);
    }

    private static double share(long count, long rows) {
        return count > 0 ? (double) count / rows : Math.max(LEAST_SHARE, ROWS_OF_EMPTY_BIN / rows);
    }

    private static double contribution(double reference, double current) {
        return (current - reference) * Math.log(current / reference);
    }
}
