package dev.waybill.jobs.features;

import dev.waybill.common.table.TableVersion;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which event dates of the features are not what they would be if computed now: those that the clean table has and the
 * features lack, or the other way round; those of other definitions; and those that may have seen rows that have changed
 * since. A row may be in the history of its own and of all later dates, so a change to one date makes all later ones
 * stale.
 *
 * @param featured by date, how its features came about
 * @param clean the dates of the clean table
 * @param source the clean table as it is now
 * @param version of the definitions as they are now
 * @param touchedSince by later version, the earliest date that it changed; empty where the log cannot tell
 */
record StaleFeatures(
        SortedMap<LocalDate, Origin> featured,
        SortedSet<LocalDate> clean,
        TableVersion source,
        String version,
        Function<TableVersion, Optional<NavigableMap<Long, LocalDate>>> touchedSince) {

    /** Of which definitions, and from which version of which table, the features of a date are. */
    record Origin(String featureSet, String sourceId, long sourceVersion) {}

    SortedSet<LocalDate> all() {
        SortedSet<LocalDate> candidates = new TreeSet<>(featured.keySet());
        candidates.addAll(clean);
        return stale(candidates);
    }

    /**
     * A date, and all that the features have already: so days may come in any order, and a row that moved to the date from
     * an earlier one does not stay there.
     */
    SortedSet<LocalDate> with(LocalDate date) {
        SortedSet<LocalDate> candidates = new TreeSet<>(featured.keySet());
        candidates.add(date);
        return stale(candidates);
    }

    private SortedSet<LocalDate> stale(SortedSet<LocalDate> candidates) {
        Optional<NavigableMap<Long, LocalDate>> touched = touched();
        SortedSet<LocalDate> stale = new TreeSet<>(candidates);
        stale.removeIf(date -> !isStale(date, touched));
        return stale;
    }

    private Optional<NavigableMap<Long, LocalDate>> touched() {
        return featured.values().stream()
                .mapToLong(Origin::sourceVersion)
                .boxed()
                .min(Long::compare)
                .flatMap(oldest -> touchedSince.apply(new TableVersion(source.table(), source.id(), oldest)));
    }

    private boolean isStale(LocalDate date, Optional<NavigableMap<Long, LocalDate>> touched) {
        Origin origin = featured.get(date);
        if (origin == null || !clean.contains(date)) {
            return origin != null || clean.contains(date);
        }
        return !origin.featureSet().equals(version)
                || !origin.sourceId().equals(source.id())
                || touched.isEmpty()
                || origin.sourceVersion() > source.version()
                || touched.get().tailMap(origin.sourceVersion(), false).values().stream()
                        .anyMatch(changed -> !changed.isAfter(date));
    }
}
