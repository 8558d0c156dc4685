package dev.waybill.pipelines.monitoring;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was published of a pipeline's nights: the figures of the latest date, and the counts of all.
 *
 * <p>A counter of Prometheus may only grow: where it falls, the whole of its new value counts as an increase. So each date's
 * counts are kept and replaced when that date is run again, in whatever order, and totals stay where they were until they
 * are exceeded if a date turns out to have fewer rows than before. Where this file is lost, counters start again at zero,
 * which Prometheus understands.
 *
 * @param latest the night of the latest date: one that is run again for an earlier date says nothing of today
 * @param nights one line for a date
 * @param total as it was published last
 */
record PublishedNights(NightFigures latest, SortedMap<LocalDate, Counts> nights, Counts total) {

    /** With one more night, or one that is run again. */
    static PublishedNights with(NightFigures night, Optional<PublishedNights> before) {
        SortedMap<LocalDate, Counts> nights = new TreeMap<>();
        before.ifPresent(known -> nights.putAll(known.nights));
        nights.put(night.date(), Counts.of(night));
        Counts sum = nights.values().stream().reduce(Counts.NONE, Counts::plus);
        NightFigures latest = before.map(PublishedNights::latest)
                .filter(known -> known.date().isAfter(night.date()))
                .orElse(night);
        return new PublishedNights(
                latest, nights, before.map(known -> sum.notBelow(known.total)).orElse(sum));
    }

    /** What was kept, if it can be read. */
    static Optional<PublishedNights> read(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(JsonFile.read(file, PublishedNights.class))
                    : Optional.empty();
        } catch (Refusal e) { // a file that somebody broke costs the totals, not the night
            return Optional.empty();
        }
    }
}
