package dev.waybill.common.stats;

import java.util.Arrays;

/** Rows per bin, as counts and as shares. */
public final class BinTotals {

    private BinTotals() {}

    /** All rows. */
    public static long total(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    /**
     * Refuses counts of bins that differ.
     *
     * @throws IllegalArgumentException if one side has other bins than the other
     */
    public static void requireSameBins(long[] reference, long[] current) {
        if (reference.length != current.length) {
            throw new IllegalArgumentException("Cannot compare %d bins with %d: both sides need the same."
                    .formatted(reference.length, current.length));
        }
    }
}
