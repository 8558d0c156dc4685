package dev.waybill.jobs.prepare;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.row.UnusableValues;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.prepare.LostValues.Lost;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.CheckKind;
import dev.waybill.jobs.prepare.quality.Checks;
import dev.waybill.jobs.prepare.quality.Days;
import dev.waybill.jobs.prepare.quality.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A batch in numbers.
 *
 * @param rows accepted, duplicates left out
 * @param repeats duplicates that are the row before once more, with the same values in all clean columns
 * @param labelled those of the rows that have a label
 * @param reasons rejected rows by reason; a row may have several
 * @param days of the accepted rows; none if rows have no date
 * @param lost values that casts made null, of all rows, by column, the worst first
 * @param unusable values that no model can use, likewise, as far as params say what becomes of them
 */
record Batch(
        long rowsIn,
        long rows,
        long quarantined,
        long duplicates,
        long repeats,
        long labelled,
        Map<String, Long> reasons,
        Days days,
        List<Lost> lost,
        SortedMap<String, Long> unusable) {

    /** One of which no row was looked at. */
    static final Batch UNREAD = new Batch(0, 0, 0, 0, 0, 0, Map.of(), Days.NONE, List.of(), new TreeMap<>());

    /** How many columns a message names. */
    private static final int NAMED = 3;

    /**
     * What the batch as a whole is held to.
     *
     * @param due by when its newest row is looked for
     * @param part whether it stands beside rows that were accepted before: its own labels may all be yet to come
     */
    List<Check> checks(Checks limits, Source source, Instant due, boolean part) {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.atLeast(limits, CheckKind.ROWS, source.table(), (double) rowsIn, 1, "it has no rows"));
        if (rowsIn == 0) {
            return checks;
        }
        checks.add(unreadable(limits));
        checks.add(rejected(limits));
        if (!part && source.hasLabel()) {
            checks.add(labelled(limits, source.label().name()));
        }
        checks.add(duplicates(limits));
        checks.add(lostValues(limits));
        unusable.forEach((column, count) -> checks.add(unusable(limits, column, count)));
        if (source.isDated()) {
            checks.add(days.check(limits, rows));
        }
        limits.freshnessHours()
                .flatMap(most -> days.newest().map(time -> freshness(limits, time, due, most)))
                .ifPresent(checks::add);
        return checks;
    }

    private Check unreadable(Checks limits) {
        double share = share(reasons.getOrDefault(CleanRows.UNREADABLE_REASON, 0L));
        String failure = "%s of its lines cannot be read, above checks.unreadable %s"
                .formatted(Shown.percent(share), Shown.percent(limits.unreadable()));
        return Check.atMost(limits, CheckKind.UNREADABLE, "", share, limits.unreadable(), failure)
                .blaming("array_contains(%s, '%s')".formatted(CleanRows.REASONS, CleanRows.UNREADABLE_REASON));
    }

    private Check rejected(Checks limits) {
        double share = share(quarantined);
        String failure = "%s of its rows fail checks.quarantine, above checks.rejected %s"
                .formatted(Shown.percent(share), Shown.percent(limits.rejected()));
        return Check.atMost(limits, CheckKind.REJECTED, "", share, limits.rejected(), failure);
    }

    private Check labelled(Checks limits, String label) {
        String failure = "the label %s is null in every row that is accepted".formatted(label);
        return Check.atLeast(limits, CheckKind.LABELLED, label, (double) labelled, 1, failure);
    }

    private Check duplicates(Checks limits) {
        double share = share(duplicates);
        String failure =
                "%s of its rows repeat the key of another, above checks.duplicates %s: %s the same row again, %s"
                        .formatted(
                                Shown.percent(share),
                                Shown.percent(limits.duplicates()),
                                NumberText.count(repeats),
                                NumberText.count(duplicates - repeats) + " with other values");
        return Check.atMost(limits, CheckKind.DUPLICATES, "", share, limits.duplicates(), failure)
                .blaming(CleanRows.DUPLICATE);
    }

    private Check lostValues(Checks limits) {
        List<Lost> beyond =
                lost.stream().filter(column -> column.share() > limits.lost()).toList();
        String columns = beyond.stream().map(Lost::column).collect(Collectors.joining(", "));
        String failure = "a cast makes values null, above checks.lost %s: %s%s"
                .formatted(
                        Shown.percent(limits.lost()),
                        beyond.stream().limit(NAMED).map(Lost::toString).collect(Collectors.joining(", ")),
                        beyond.size() > NAMED ? ", and of %d more columns".formatted(beyond.size() - NAMED) : "");
        double worst = lost.stream().mapToDouble(Lost::share).max().orElse(0);
        return Check.atMost(limits, CheckKind.LOST_VALUES, columns, worst, limits.lost(), failure)
                .blaming(LostValues.condition(beyond));
    }

    private Check unusable(Checks limits, String column, long count) {
        double share = share(count);
        String failure = "%s of its rows have no usable %s, above checks.unusable %s"
                .formatted(Shown.percent(share), column, Shown.percent(limits.unusable()));
        return Check.atMost(limits, CheckKind.UNUSABLE_VALUES, column, share, limits.unusable(), failure)
                .blaming("exists(%s, found -> found.column = '%s')".formatted(UnusableValues.COLUMN, column));
    }

    private static Check freshness(Checks limits, Instant newest, Instant due, double most) {
        double hours = Duration.between(newest, due).toSeconds() / 3600.0;
        String failure = "its newest row is %s hours old, above checks.freshness-hours %s"
                .formatted(Shown.number(hours), Shown.number(most));
        return Check.atMost(limits, CheckKind.FRESHNESS, "", hours, most, failure);
    }

    private double share(long part) {
        return rowsIn == 0 ? 0 : (double) part / rowsIn;
    }
}
