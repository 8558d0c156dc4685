package dev.waybill.jobs.features;

import dev.waybill.jobs.features.Featured.Basis;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which event dates of the features a run writes. What was computed for a date stays as it was, since that is what was known
 * then: rows that came, changed or went since count for later dates alone.
 *
 * @param anew dates of which all rows are computed: those that have no features yet, or features of other definitions
 * @param amended dates of which rows came, changed or went: the new rows get features, labels and rows become what they are
 *     now
 */
record DueFeatures(SortedSet<LocalDate> anew, SortedSet<LocalDate> amended) {

    /**
     * Finds which.
     *
     * @param wanted dates of the clean table that are to have features
     * @param now what features would be made from now
     * @param touchedSince the dates that later versions of the clean table changed; empty where its log cannot tell
     */
    static DueFeatures of(
            Featured featured,
            SortedSet<LocalDate> wanted,
            Basis now,
            Function<Basis, Optional<SortedSet<LocalDate>>> touchedSince) {
        Optional<Basis> then = featured.basis().filter(basis -> isContinued(basis, now));
        if (then.isEmpty()) {
            return all(featured, wanted);
        }
        SortedSet<LocalDate> missing = new TreeSet<>(wanted);
        missing.removeAll(featured.dates());
        SortedSet<LocalDate> amended = new TreeSet<>(featured.dates());
        touchedSince
                .apply(then.get())
                .filter(touched -> !touched.contains(LocalDate.MIN))
                .ifPresent(touched -> amended.retainAll(touched));
        return new DueFeatures(missing, amended);
    }

    /** Everything, as if there were no features. */
    static DueFeatures all(Featured featured, SortedSet<LocalDate> wanted) {
        SortedSet<LocalDate> all = new TreeSet<>(featured.dates());
        all.addAll(wanted);
        return new DueFeatures(all, new TreeSet<>());
    }

    private static boolean isContinued(Basis then, Basis now) {
        return then.version().equals(now.version())
                && then.sourceId().equals(now.sourceId())
                && then.sourceVersion() <= now.sourceVersion();
    }

    /** All dates that are written. */
    SortedSet<LocalDate> dates() {
        SortedSet<LocalDate> dates = new TreeSet<>(anew);
        dates.addAll(amended);
        return dates;
    }
}
