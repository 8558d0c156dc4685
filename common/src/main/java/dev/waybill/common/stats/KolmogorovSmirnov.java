package dev.waybill.common.stats;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov-Smirnov test: the largest distance between two empirical distribution functions.
 *
 * <p>Source: Smirnov, Table for estimating the goodness of fit of empirical distributions, Annals of Mathematical
 * Statistics 19 (1948), pp. 279-281. The p-value is that of the limit for large samples and errs towards "no drift" for
 * small ones or where values tie.
 */
public final class KolmogorovSmirnov {

    /** Below it one of the two series for the limiting distribution converges faster, from it on the other. */
    private static final double SERIES_CHANGE = 1.18;

    /** Terms after this one are below the precision of a double, for either series. */
    private static final int TERMS = 8;

    private KolmogorovSmirnov() {}

    /** From the values themselves, in any order, without NaN. */
    public static TestResult ofSamples(double[] reference, double[] current) {
        requireRows(reference.length, current.length);
        double[] first = reference.clone();
        double[] second = current.clone();
        Arrays.sort(first);
        Arrays.sort(second);
        return result(distance(first, second), first.length, second.length);
    }

    /**
     * From rows per bin, the bins in ascending order of value and the same for both. Exact at the ends of the bins. In
     * between the true distance may be larger, by at most the largest share of reference rows strictly inside one bin.
     */
    public static TestResult ofCounts(long[] reference, long[] current) {
        BinTotals.requireSameBins(reference, current);
        long rowsReference = BinTotals.total(reference);
        long rowsCurrent = BinTotals.total(current);
        requireRows(rowsReference, rowsCurrent);
        return result(distance(reference, current, rowsReference, rowsCurrent), rowsReference, rowsCurrent);
    }

    /**
     * The probability that the limiting Kolmogorov distribution exceeds a value.
     *
     * <p>Source: Marsaglia, Tsang, Wang, Evaluating Kolmogorov's distribution, Journal of Statistical Software 8(18)
     * (2003), section 1: both forms of the limit K(x).
     */
    public static double limitingSurvival(double x) {
        if (x <= 0) {
            return 1;
        }
        return x < SERIES_CHANGE ? 1 - limitForSmall(x) : survivalForLarge(x);
    }

    private static double limitForSmall(double x) {
        double sum = 0;
        for (int i = 1; i <= TERMS; i++) {
            sum += Math.exp(-Math.pow((2 * i - 1) * Math.PI / x, 2) / 8);
        }
        return Math.sqrt(2 * Math.PI) / x * sum;
    }

    private static double survivalForLarge(double x) {
        double sum = 0;
        for (int i = 1; i <= TERMS; i++) {
            sum += (i % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * i * i * x * x);
        }
        return sum;
    }

    private static double distance(double[] first, double[] second) {
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            double value = Math.min(first[i], second[j]);
            i = firstAbove(value, first, i);
            j = firstAbove(value, second, j);
            largest = Math.max(largest, Math.abs((double) i / first.length - (double) j / second.length));
        }
        return largest;
    }

    private static int firstAbove(double value, double[] sorted, int from) {
        int at = from;
        while (at < sorted.length && sorted[at] <= value) {
            at++;
        }
        return at;
    }

    private static double distance(long[] reference, long[] current, long rowsReference, long rowsCurrent) {
        double largest = 0;
        long seenReference = 0;
        long seenCurrent = 0;
        for (int i = 0; i < reference.length; i++) {
            seenReference += reference[i];
            seenCurrent += current[i];
            largest = Math.max(
                    largest, Math.abs((double) seenReference / rowsReference - (double) seenCurrent / rowsCurrent));
        }
        return largest;
    }

    private static TestResult result(double distance, long rowsReference, long rowsCurrent) {
        double effectiveRows = (double) rowsReference * rowsCurrent / (rowsReference + rowsCurrent);
        return new TestResult(distance, limitingSurvival(Math.sqrt(effectiveRows) * distance));
    }

    private static void requireRows(long reference, long current) {
        if (reference == 0 || current == 0) {
            throw new IllegalArgumentException(
                    "Cannot compare %d with %d rows: neither side may be empty.".formatted(reference, current));
        }
    }
}
