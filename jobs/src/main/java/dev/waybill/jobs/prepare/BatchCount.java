package dev.waybill.jobs.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.row.UnusableValues;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.LostValues.Lost;
import dev.waybill.jobs.prepare.quality.Days;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts a batch in two passes over its rows: one by day, of which all totals are made, and one over what is wrong with
 * them.
 */
final class BatchCount {

    /** Columns are called by letters first, so that these are none. */
    private static final String THERE = "_there_";

    private static final String ROWS = "_rows";
    private static final String NEWEST = "_newest";

    private BatchCount() {}

    static Batch of(Dataset<Row> judged, Source source) {
        List<Row> perDay = Sessions.summaries(perDay(judged, source)); // as many as the table has partitions
        List<Row> found = Sessions.summaries(found(judged));
        long rows = sum(perDay, ROWS);
        long rejected = sum(perDay, "_rejected");
        long rowsIn = sum(perDay, "_rows_in");
        return new Batch(
                rowsIn,
                rows,
                rejected,
                rowsIn - rows - rejected,
                sum(perDay, "_repeats"),
                sum(perDay, "_labelled"),
                reasons(found),
                source.isDated() ? days(perDay) : Days.NONE,
                lost(found, perDay),
                unusable(found));
    }

    private static Dataset<Row> perDay(Dataset<Row> judged, Source source) {
        Column isKept = CleanRows.isAccepted().and(not(col(CleanRows.DUPLICATE)));
        Column label = col(source.label().name());
        List<Column> figures = new ArrayList<>(List.of(
                count_if(isKept).as(ROWS),
                count_if(not(CleanRows.isAccepted())).as("_rejected"),
                count_if(col(CleanRows.REPEAT)).as("_repeats"),
                count_if(isKept.and(label.isNotNull())).as("_labelled"),
                max(when(isKept, col(source.eventTime()).cast("timestamp"))).as(NEWEST)));
        Stream.concat(
                        source.columns().keySet().stream(),
                        Stream.of(source.label().name()))
                .forEach(name -> figures.add(
                        count(when(not(col(RawRows.UNREADABLE)), col(name))).as(THERE + name)));
        return judged.groupBy(Tables.EVENT_DATE).agg(count(lit(1)).as("_rows_in"), figures.toArray(Column[]::new));
    }

    private static long sum(List<Row> perDay, String count) {
        return perDay.stream().mapToLong(day -> day.getAs(count)).sum();
    }

    private static Days days(List<Row> perDay) {
        NavigableMap<LocalDate, Long> rows = new TreeMap<>();
        Map<LocalDate, Instant> newest = new HashMap<>();
        perDay.stream()
                .filter(day -> day.getAs(Tables.EVENT_DATE) != null && day.<Long>getAs(ROWS) > 0)
                .forEach(day -> {
                    LocalDate date = day.<Date>getAs(Tables.EVENT_DATE).toLocalDate();
                    rows.put(date, day.getAs(ROWS));
                    newest.put(date, day.<Timestamp>getAs(NEWEST).toInstant());
                });
        return Days.of(rows, newest);
    }

    /** One row a reason of params.yaml, and one a column: small, whatever the data. */
    private static Dataset<Row> found(Dataset<Row> judged) {
        return judged.selectExpr(
                        "explode(concat(transform(%s, reason -> struct('reason' as kind, reason as name, '' as value)),"
                                        .formatted(CleanRows.REASONS)
                                + " transform(%s, lost -> struct('lost' as kind, lost.column as name, lost.value as value)),"
                                        .formatted(LostValues.COLUMN)
                                + " transform(%s, found -> struct('unusable' as kind, found.column as name, found.value as value)))) as found"
                                        .formatted(UnusableValues.COLUMN))
                .groupBy("found.kind", "found.name")
                .agg(count(lit(1)), min(col("found.value")));
    }

    private static Map<String, Long> reasons(List<Row> found) {
        Map<String, Long> counts = new TreeMap<>();
        found.stream()
                .filter(row -> row.getString(0).equals("reason"))
                .forEach(row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }

    private static SortedMap<String, Long> unusable(List<Row> found) {
        SortedMap<String, Long> counts = new TreeMap<>();
        found.stream()
                .filter(row -> row.getString(0).equals("unusable"))
                .forEach(row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }

    private static List<Lost> lost(List<Row> found, List<Row> perDay) {
        return found.stream()
                .filter(row -> row.getString(0).equals("lost"))
                .map(row -> new Lost(
                        row.getString(1),
                        row.getString(3),
                        row.getLong(2),
                        row.getLong(2) + sum(perDay, THERE + row.getString(1))))
                .sorted(Comparator.comparingDouble(Lost::share).reversed().thenComparing(Lost::column))
                .toList();
    }
}
