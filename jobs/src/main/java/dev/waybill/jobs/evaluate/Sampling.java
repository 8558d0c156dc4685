package dev.waybill.jobs.evaluate;

import java.util.Locale;

/** What an interval takes to be drawn by chance, and so what it speaks of. */
enum Sampling {
    /** Whole days: what other days like these would give. */
    DAYS,
    /** Ten minutes of the days at hand: how one day differs from another is not in it. */
    TEN_MINUTES,
    /** Rows that have no date, their keys dealt to blocks by a hash. */
    ROWS;

    /** Fewer days do not tell how much days differ. */
    static final int LEAST_DAYS = 7;

    /** As in tables: {@code ten_minutes}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Sampling parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** What a 95% interval of a figure speaks of, in words: {@code these 3 days alone}. */
    String words(long days) {
        return switch (this) {
            case DAYS -> "days like these %d".formatted(days);
            case ROWS -> "rows like these";
            case TEN_MINUTES -> days == 1 ? "this day alone" : "these %d days alone".formatted(days);
        };
    }

    /** The same as a sentence, for those who read no more than it. */
    String sentence(long days) {
        return switch (this) {
            case DAYS -> "Intervals are by days: they say what other days like these %d would give.".formatted(days);
            case TEN_MINUTES ->
                "Intervals are for %s: day-to-day variation is not in them. From %d test days on, they are by days."
                        .formatted(words(days), LEAST_DAYS);
            case ROWS -> "Intervals are those of rows that do not depend on each other, since they have no date.";
        };
    }
}
