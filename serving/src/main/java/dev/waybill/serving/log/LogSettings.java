package dev.waybill.serving.log;

import dev.waybill.common.params.Default;

/**
 * How what was predicted is kept.
 *
 * @param enabled whether it is
 * @param folder of the files in which it waits for its table; a relative one starts at the project's root
 * @param syncMillis after which what was answered is on the disk itself: what a power cut may cost
 * @param segmentSeconds after which rows go to the table
 * @param segmentBytes of rows, after which they go to the table earlier
 * @param maxBytes that may wait for a table; further rows are answered, but not kept
 */
public record LogSettings(
        @Default("true") boolean enabled,
        @Default("data/serving") String folder,
        @Default("200") int syncMillis,
        @Default("10") int segmentSeconds,
        @Default("16777216") int segmentBytes,
        @Default("1073741824") long maxBytes) {

    /** What counts where nothing else is said. */
    public static final LogSettings USUAL = new LogSettings(true, "data/serving", 200, 10, 1 << 24, 1L << 30);

    public LogSettings {
        if (syncMillis < 1 || segmentSeconds < 1 || segmentBytes < 1 || maxBytes < segmentBytes) {
            throw new IllegalArgumentException("needs numbers of at least 1, and max-bytes not below segment-bytes");
        }
    }
}
