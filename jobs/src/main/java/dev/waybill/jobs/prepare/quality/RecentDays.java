package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.table.Parts;
import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rows of each new day against the median of recent accepted days. New are the days after the last one that is published
 * already, or the day that the run is for; all of them are compared with the days before them. Days of stray rows are
 * neither: see {@link Days}.
 *
 * <p>The first and the last day of a batch may be there in part: they are judged for too few rows only where no other day
 * is new. A day that is not over is not judged for them at all.
 *
 * @param published rows of each day of the clean table as it stands
 * @param date the day that the run is for
 * @param today the first day that is not over
 */
public record RecentDays(
        Checks limits, NavigableMap<LocalDate, Long> published, Optional<LocalDate> date, LocalDate today) {

    /** Of fewer days, a median says little. */
    static final int FEWEST_DAYS = 3;

    /**
     * A day beside the median of recent ones.
     *
     * @param times the median
     * @param isWhole whether it may be judged for too few rows
     */
    private record Day(LocalDate date, long rows, double times, boolean isWhole) {

        private Day whole(boolean whole) {
            return new Day(date, rows, times, whole);
        }

        private double shortfall(double least) {
            return isWhole ? least / times : 0;
        }

        private boolean isBelow(Checks limits) {
            return shortfall(limits.volume().least()) >= times / limits.volume().most();
        }

        /** How near it comes to a limit, or how far beyond one it is, which is above 1. */
        private double extremity(Checks limits) {
            return Math.max(
                    shortfall(limits.volume().least()), times / limits.volume().most());
        }
    }

    /**
     * The check, and a warning of a day at the edge; nothing where there is no new day, or too few days before it.
     *
     * @param batch the days of the batch
     */
    public List<Check> volume(Days batch) {
        NavigableMap<LocalDate, Long> recent = recent();
        boolean isComparable = recent.size() >= FEWEST_DAYS
                && batch.last().isPresent()
                && batch.last().get().isAfter(recent.lastKey());
        return isComparable ? checks(added(batch, recent.lastKey()), batch, median(recent)) : List.of();
    }

    /** The latest days that are published, without those of strays. */
    private NavigableMap<LocalDate, Long> recent() {
        NavigableMap<LocalDate, Long> before =
                date.map(day -> published.headMap(day, false)).orElse(published);
        int most = limits.volume().days();
        NavigableMap<LocalDate, Long> recent = new TreeMap<>();
        before.descendingMap().entrySet().stream()
                .limit(2L * most)
                .forEach(day -> recent.put(day.getKey(), day.getValue()));
        recent.keySet()
                .retainAll(
                        Parts.bulk(recent).descendingSet().stream().limit(most).toList());
        return recent;
    }

    /** The days that the batch adds, or the one that the run is for. */
    private NavigableMap<LocalDate, Long> added(Days batch, LocalDate lastPublished) {
        NavigableMap<LocalDate, Long> rows = new TreeMap<>(batch.rows());
        if (date.isPresent()) {
            rows.keySet().retainAll(Collections.singleton(date.get()));
        } else {
            rows.keySet()
                    .removeIf(day -> !day.isAfter(lastPublished)
                            || day.isBefore(batch.first().orElseThrow())
                            || day.isAfter(batch.last().orElseThrow()));
        }
        return rows;
    }

    private static double median(NavigableMap<LocalDate, Long> days) {
        long[] rows = days.values().stream().mapToLong(Long::longValue).sorted().toArray();
        return (rows[(rows.length - 1) / 2] + rows[rows.length / 2]) / 2.0;
    }

    private List<Check> checks(NavigableMap<LocalDate, Long> added, Days batch, double median) {
        if (added.isEmpty()) {
            return List.of();
        }
        List<Day> days = added.entrySet().stream()
                .map(day -> new Day(day.getKey(), day.getValue(), day.getValue() / median, false))
                .toList();
        boolean anyComplete = days.stream().anyMatch(day -> isComplete(day.date(), batch));
        Day worst = worst(days.stream()
                        .map(day -> day.whole(anyComplete ? isComplete(day.date(), batch) : isOver(day.date()))))
                .orElseThrow();
        Optional<Day> edge = worst(days.stream()
                .filter(day -> isOver(day.date()) && !isComplete(day.date(), batch))
                .map(day -> day.whole(true)));
        return Stream.concat(
                        Stream.of(check(worst, added.size())),
                        edge.filter(day -> anyComplete).flatMap(this::atTheEdge).stream())
                .toList();
    }

    private boolean isOver(LocalDate day) {
        return day.isBefore(today);
    }

    private boolean isComplete(LocalDate day, Days batch) {
        boolean isEdge = Stream.of(batch.first(), batch.last())
                .anyMatch(edge -> edge.orElseThrow().equals(day));
        return isOver(day) && (date.isPresent() || !isEdge);
    }

    /** Of some days, the one that comes nearest to a limit, or goes farthest beyond it; then the first. */
    private Optional<Day> worst(Stream<Day> days) {
        return days.min(Comparator.comparingDouble((Day day) -> day.extremity(limits))
                .reversed()
                .thenComparing(Day::date));
    }

    /** What one day of many concerns is its part of the batch. */
    private Check check(Day day, long days) {
        Check check = check(day, "; checks.volume allows %s to %s times");
        return check.concerning(check.excess() / days, limits);
    }

    private Optional<Check> atTheEdge(Day day) {
        Check check = check(
                        day,
                        ", where checks.volume allows %s to %s times; it may be there in part, as the first or the last of its batch")
                .as(Severity.warning);
        return day.isBelow(limits) && !check.passed() ? Optional.of(check) : Optional.empty();
    }

    private Check check(Day day, String allowed) {
        double least = limits.volume().least();
        double most = limits.volume().most();
        String failure = "%s has %s rows, %s times the median of recent days"
                        .formatted(day.date(), NumberText.count(day.rows()), Shown.number(day.times()))
                + allowed.formatted(Shown.number(least), Shown.number(most));
        return day.isBelow(limits)
                ? Check.atLeast(limits, CheckKind.VOLUME, "", day.times(), least, failure)
                : Check.atMost(limits, CheckKind.VOLUME, "", day.times(), most, failure);
    }
}
