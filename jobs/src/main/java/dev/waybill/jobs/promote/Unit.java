package dev.waybill.jobs.promote;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What is taken to be drawn by chance, and so what an interval speaks of. */
public enum Unit {
    /** Whole days: what other days like these would give. */
    days(7, PairedCell::day),
    /** Hours of the days at hand: how one day differs from another is not in it. */
    hours(24, PairedCell::block),
    /** Rows that have no date, their keys dealt to blocks by a hash. */
    rows(10, PairedCell::block),
    /** Users of lists, their names dealt to blocks by a hash. */
    users(10, PairedCell::block);

    private final int least;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a record's component
    private final ToLongFunction<PairedCell> number;

    Unit(int least, ToLongFunction<PairedCell> number) {
        this.least = least;
        this.number = number;
    }

    /** From fewer of them, nothing can be told. */
    int least() {
        return least;
    }

    /** Whether it is drawn by hash, not by time. */
    boolean isOfBlocks() {
        return this == rows || this == users;
    }

    /** The sums of each, in the order of time. */
    List<PairedSums> of(List<PairedCell> cells) {
        TreeMap<Long, PairedSums> sums = new TreeMap<>();
        cells.forEach(cell -> sums.merge(number.applyAsLong(cell), cell.sums(), PairedSums::plus));
        return new ArrayList<>(sums.values());
    }

    /**
     * What an interval over so many of these says, as a sentence.
     *
     * @param days with rows
     */
    String sentence(int days) {
        return switch (this) {
            case days -> "The interval is over days: it says what other days like these %d would give.".formatted(days);
            case hours ->
                "The interval is over the hours of %s alone: day-to-day variation is not in it."
                        .formatted(days == 1 ? "this day" : "these %d days".formatted(days));
            case rows -> "The interval is that of rows that do not depend on each other, since they have no date.";
            case users -> "The interval is over users: it says what other users like these would give.";
        };
    }
}
