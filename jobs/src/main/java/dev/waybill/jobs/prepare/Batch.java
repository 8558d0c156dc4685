package dev.waybill.jobs.prepare;

import dev.waybill.common.conf.CheckKind;
import dev.waybill.common.conf.Checks;
import dev.waybill.common.conf.Source;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.Shown;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A batch in numbers.
 *
 * @param rows accepted, duplicates left out
 * @param labelled those of them that have a label
 * @param reasons rejected rows by reason; a row may have several
 * @param firstDay of the accepted rows; empty if there are none
 * @param lastDay likewise
 * @param newest event time of the accepted rows
 */
record Batch(
        long rowsIn,
        long rows,
        long quarantined,
        long duplicates,
        long labelled,
        Map<String, Long> reasons,
        Optional<LocalDate> firstDay,
        Optional<LocalDate> lastDay,
        Optional<Instant> newest) {

    /** One of which no row was looked at. */
    static final Batch UNREAD =
            new Batch(0, 0, 0, 0, 0, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());

    static Batch count(Dataset<Row> judged, Source source) {
        Column kept = CleanRows.isAccepted().and(functions.not(functions.col(CleanRows.DUPLICATE)));
        Column day = functions.when(kept, functions.col(Tables.EVENT_DATE));
        Column time = functions.when(kept, functions.col(source.eventTime()).cast("timestamp"));
        Row totals = judged.select(
                        functions.count_if(functions.lit(true)),
                        functions.count_if(kept),
                        functions.count_if(functions.not(CleanRows.isAccepted())),
                        functions.count_if(
                                kept.and(functions.col(source.label().name()).isNotNull())),
                        functions.min(day),
                        functions.max(day),
                        functions.max(time))
                .first();
        return new Batch(
                totals.getLong(0),
                totals.getLong(1),
                totals.getLong(2),
                totals.getLong(0) - totals.getLong(1) - totals.getLong(2),
                totals.getLong(3),
                reasons(judged),
                Optional.ofNullable(totals.getDate(4)).map(Date::toLocalDate),
                Optional.ofNullable(totals.getDate(5)).map(Date::toLocalDate),
                Optional.ofNullable(totals.getTimestamp(6)).map(Timestamp::toInstant));
    }

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
        if (!part) {
            checks.add(labelled(limits, source.label().name()));
        }
        checks.add(duplicates(limits));
        limits.freshnessHours()
                .flatMap(most -> newest.map(time -> freshness(limits, time, due, most)))
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
        String failure = "%s of its rows repeat the key of another, above checks.duplicates %s"
                .formatted(Shown.percent(share), Shown.percent(limits.duplicates()));
        return Check.atMost(limits, CheckKind.DUPLICATES, "", share, limits.duplicates(), failure)
                .blaming(CleanRows.DUPLICATE);
    }

    private static Check freshness(Checks limits, Instant newest, Instant due, double most) {
        double hours = Duration.between(newest, due).toSeconds() / 3600.0;
        String failure = "its newest row is %s hours old, above checks.freshness-hours %s"
                .formatted(Shown.number(hours), Shown.number(most));
        return Check.atMost(limits, CheckKind.FRESHNESS, "", hours, most, failure);
    }

    private static Map<String, Long> reasons(Dataset<Row> judged) {
        Map<String, Long> counts = new TreeMap<>();
        // One row a reason of params.yaml: small, whatever the data.
        judged.select(functions.explode(functions.col(CleanRows.REASONS)).as("reason"))
                .groupBy("reason")
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }

    private double share(long part) {
        return rowsIn == 0 ? 0 : (double) part / rowsIn;
    }
}
