package dev.waybill.common.section;

import dev.waybill.common.params.Default;

/**
 * How an isolation forest is grown (Liu, Ting and Zhou: Isolation Forest, IEEE International Conference on Data Mining,
 * 2008) and from which score on a row counts as odd.
 *
 * @param contamination the share of training rows that are flagged, above 0 and at most 0.5
 * @param trees as many are grown
 * @param sample rows that each tree is grown on, drawn without putting back
 * @param rows training rows at most that samples are drawn from, and that say what is usual: themselves drawn by a hash of
 *     the key
 * @param seed of all draws
 */
public record Anomaly(
        @Default("0.01") double contamination,
        @Default("100") int trees,
        @Default("256") int sample,
        @Default("100000") int rows,
        @Default("42") long seed) {

    /** What counts where params say nothing. */
    public static final Anomaly USUAL = new Anomaly(0.01, 100, 256, 100_000, 42);

    private static final int LARGEST_SAMPLE = 65_536;

    public Anomaly {
        if (!(contamination > 0 && contamination <= 0.5)) {
            throw new IllegalArgumentException(
                    "has contamination %s, but it must be above 0 and at most 0.5".formatted(contamination));
        }
        require("trees", trees, 1, 10_000);
        require("sample", sample, 2, LARGEST_SAMPLE);
        require("rows", rows, sample, 10_000_000);
    }

    private static void require(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("has %s %d, but it must be %d to %d".formatted(key, value, least, most));
        }
    }
}
