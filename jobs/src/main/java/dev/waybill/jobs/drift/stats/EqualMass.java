package dev.waybill.jobs.drift.stats;

import dev.waybill.common.stats.BinTotals;
import java.util.Arrays;

/** Joins neighbouring bins into fewer, of about the same number of reference rows each. */
public final class EqualMass {

    private EqualMass() {}

    /**
     * The group of each bin, ascending from 0 without gaps: the quantile into which the middle of its reference rows
     * falls. A bin that holds more rows than a group should stays whole, so there may be fewer groups than asked for.
     *
     * @param reference rows per bin, ascending in value
     */
    public static int[] groups(long[] reference, int atMost) {
        int[] groups = new int[reference.length];
        double rows = Math.max(1, BinTotals.total(reference));
        long before = 0;
        int quantile = -1;
        int group = -1;
        for (int i = 0; i < reference.length; i++) {
            int own = Math.min(atMost - 1, (int) (atMost * (before + reference[i] / 2.0) / rows));
            group += own > quantile ? 1 : 0;
            groups[i] = group;
            quantile = own;
            before += reference[i];
        }
        return groups;
    }

    /** Rows per group, given those per bin. */
    public static long[] sum(long[] counts, int[] groups) {
        long[] sums = new long[Arrays.stream(groups).max().orElse(-1) + 1];
        for (int i = 0; i < counts.length; i++) {
            sums[groups[i]] += counts[i];
        }
        return sums;
    }
}
