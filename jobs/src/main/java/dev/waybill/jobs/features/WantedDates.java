package dev.waybill.jobs.features;

import dev.waybill.common.refusal.Refusal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The event dates that a run is asked to have features of. */
final class WantedDates {

    private WantedDates() {}

    /**
     * Without a date all; with one that alone, or all up to it where there are no features yet.
     *
     * @param clean the dates of the clean table
     * @param table what that is called
     * @throws Refusal for a date before the first row: after the last, rows may be still to come, but that is a slip
     */
    static SortedSet<LocalDate> of(
            Optional<LocalDate> date, Featured featured, SortedSet<LocalDate> clean, String table) {
        date.filter(day -> !clean.isEmpty() && day.isBefore(clean.first())).ifPresent(day -> {
            throw Refusal.mistake(
                    "features.before-first-row",
                    "Cannot compute features of %s: the first row of %s is of %s.".formatted(day, table, clean.first()),
                    "Give a later date.");
        });
        LocalDate first = featured.dates().isEmpty() ? LocalDate.MIN : date.orElse(LocalDate.MIN);
        SortedSet<LocalDate> wanted = new TreeSet<>(clean);
        date.ifPresent(last -> wanted.removeIf(day -> day.isBefore(first) || day.isAfter(last)));
        return wanted;
    }
}
