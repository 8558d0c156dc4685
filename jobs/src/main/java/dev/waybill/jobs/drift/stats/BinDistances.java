package dev.waybill.jobs.drift.stats;

import dev.waybill.common.stats.BinTotals;
import dev.waybill.common.stats.TestResult;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.math3.special.Gamma;

/** How far the shares of rows per bin are from those of a reference; the bins the same for both, in any order. */
public final class BinDistances {

    private BinDistances() {}

    /**
     * The Jensen-Shannon distance, 0 to the root of ln 2: the square root of the divergence, with natural logarithms.
     *
     * <p>Source: Lin, Divergence measures based on the Shannon entropy, IEEE Transactions on Information Theory 37
     * (1991), equation 4.1, with equal weights; that its root is a metric: Endres, Schindelin, ibid. 49 (2003).
     */
    public static double jensenShannon(long[] reference, long[] current) {
        double divergence = sum(reference, current, (before, now) -> {
            double middle = (before + now) / 2;
            return (information(before, middle) + information(now, middle)) / 2;
        });
        return Math.sqrt(Math.max(0, divergence));
    }

    private static double information(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle);
    }

    /** The share of rows, 0 to 1, that would have to change their bin. */
    public static double totalVariation(long[] reference, long[] current) {
        return sum(reference, current, (before, now) -> Math.abs(now - before) / 2);
    }

    /** The largest change of any bin's share, 0 to 1. */
    public static double largestChange(long[] reference, long[] current) {
        requireRows(reference, current);
        double largest = 0;
        for (int i = 0; i < reference.length; i++) {
            largest = Math.max(largest, Math.abs(share(current, i) - share(reference, i)));
        }
        return largest;
    }

    /**
     * Pearson's chi-square test of homogeneity, without a correction for continuity; bins that are empty on both sides
     * are left out. A single bin is no test: 0, with p-value 1.
     */
    public static TestResult chiSquare(long[] reference, long[] current) {
        requireRows(reference, current);
        double before = BinTotals.total(reference);
        double now = BinTotals.total(current);
        double statistic = 0;
        int bins = 0;
        for (int i = 0; i < reference.length; i++) {
            double rows = reference[i] + current[i];
            if (rows > 0) {
                // Both sides of a bin are off by as much; the terms of the two rows of the table are added up here.
                double off = current[i] - rows * now / (before + now);
                statistic += off * off * Math.pow(before + now, 2) / (rows * before * now);
                bins++;
            }
        }
        return new TestResult(statistic, bins > 1 ? Gamma.regularizedGammaQ((bins - 1) / 2.0, statistic / 2) : 1);
    }

    private static double sum(long[] reference, long[] current, DoubleBinaryOperator ofShares) {
        requireRows(reference, current);
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            sum += ofShares.applyAsDouble(share(reference, i), share(current, i));
        }
        return sum;
    }

    private static double share(long[] counts, int bin) {
        return (double) counts[bin] / BinTotals.total(counts);
    }

    static void requireRows(long[] reference, long[] current) {
        BinTotals.requireSameBins(reference, current);
        if (BinTotals.total(reference) == 0 || BinTotals.total(current) == 0) {
            throw new IllegalArgumentException("Cannot compare %d with %d rows: neither side may be empty."
                    .formatted(BinTotals.total(reference), BinTotals.total(current)));
        }
    }
}
