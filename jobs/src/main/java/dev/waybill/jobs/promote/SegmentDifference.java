package dev.waybill.jobs.promote;

import java.util.Locale;

/**
 * How challenger and champion compare in a segment.
 *
 * @param segment what it is by: {@code weather}, {@code origin x destination}
 * @param value which one it is: {@code rain}
 * @param worse see {@link LossDifference#worse}
 */
public record SegmentDifference(
        String segment,
        String value,
        long rows,
        int units,
        double challenger,
        double champion,
        double difference,
        double lower,
        double upper,
        double worse) {

    static SegmentDifference of(String segment, String value, LossDifference difference) {
        return new SegmentDifference(
                segment,
                value,
                difference.rows(),
                difference.units(),
                difference.challenger(),
                difference.champion(),
                difference.difference(),
                difference.lower(),
                difference.upper(),
                difference.worse());
    }

    /** Why it keeps a challenger out. */
    String refusal(long compared) {
        return String.format(
                Locale.ROOT,
                "worse in %s %s: %.4g against %.4g on %,d rows, beyond what chance gives one of %,d segments",
                segment,
                value,
                challenger,
                champion,
                rows,
                compared);
    }
}
