package dev.waybill.jobs.prepare;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.conf.Source;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.LostValues.Lost;
import dev.waybill.jobs.prepare.quality.Days;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Counts a batch in two passes over its rows: one by day, of which all totals are made, and one over what is wrong with
 * them.
 */
final class BatchCount {

    /** Columns are called by letters first, so that these are none. */
    private static final String THERE = "_there_";

    private BatchCount() {}

    static Batch of(Dataset<Row> judged, Source source) {
        Dataset<Row> perDay = perDay(judged, source).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row totals = totals(perDay);
            List<Row> found = found(judged);
            long rows = totals.getAs(Days.ROWS);
            long rejected = totals.getAs("_rejected");
            long rowsIn = totals.getAs("_rows_in");
            return new Batch(
                    rowsIn,
                    rows,
                    rejected,
                    rowsIn - rows - rejected,
                    totals.getAs("_repeats"),
                    totals.getAs("_labelled"),
                    reasons(found),
                    source.isDated() ? Days.of(perDay, totals.getAs("_largest")) : Days.NONE,
                    lost(found, totals));
        } finally {
            perDay.unpersist();
        }
    }

    private static Dataset<Row> perDay(Dataset<Row> judged, Source source) {
        Column isKept = CleanRows.isAccepted().and(not(col(CleanRows.DUPLICATE)));
        Column label = col(source.label().name());
        List<Column> figures = new ArrayList<>(List.of(
                count_if(isKept).as(Days.ROWS),
                count_if(not(CleanRows.isAccepted())).as("_rejected"),
                count_if(col(CleanRows.REPEAT)).as("_repeats"),
                count_if(isKept.and(label.isNotNull())).as("_labelled"),
                max(when(isKept, col(source.eventTime()).cast("timestamp"))).as(Days.NEWEST)));
        Stream.concat(
                        source.columns().keySet().stream(),
                        Stream.of(source.label().name()))
                .forEach(name -> figures.add(
                        count(when(not(col(RawRows.UNREADABLE)), col(name))).as(THERE + name)));
        return judged.groupBy(Tables.EVENT_DATE).agg(count(lit(1)).as("_rows_in"), figures.toArray(Column[]::new));
    }

    /** The sum of each count, and the rows of the largest day. */
    private static Row totals(Dataset<Row> perDay) {
        Column[] sums = Stream.concat(
                        Stream.of(coalesce(max(col(Days.ROWS)), lit(0L)).as("_largest")),
                        Stream.of(perDay.columns())
                                .filter(name -> !name.equals(Tables.EVENT_DATE) && !name.equals(Days.NEWEST))
                                .map(name -> coalesce(sum(col(name)), lit(0L)).as(name)))
                .toArray(Column[]::new);
        return perDay.select(sums).first();
    }

    /** One row a reason of params.yaml, and one a column: small, whatever the data. */
    private static List<Row> found(Dataset<Row> judged) {
        return judged.selectExpr(
                        "explode(concat(transform(%s, reason -> struct(true as is_reason, reason as name, '' as value)),"
                                        .formatted(CleanRows.REASONS)
                                + " transform(%s, lost -> struct(false as is_reason, lost.column as name, lost.value as value)))) as found"
                                        .formatted(LostValues.COLUMN))
                .groupBy("found.is_reason", "found.name")
                .agg(count(lit(1)), min(col("found.value")))
                .collectAsList();
    }

    private static Map<String, Long> reasons(List<Row> found) {
        Map<String, Long> counts = new TreeMap<>();
        found.stream().filter(row -> row.getBoolean(0)).forEach(row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }

    private static List<Lost> lost(List<Row> found, Row totals) {
        return found.stream()
                .filter(row -> !row.getBoolean(0))
                .map(row -> new Lost(
                        row.getString(1),
                        row.getString(3),
                        row.getLong(2),
                        row.getLong(2) + totals.<Long>getAs(THERE + row.getString(1))))
                .sorted(Comparator.comparingDouble(Lost::share).reversed().thenComparing(Lost::column))
                .toList();
    }
}
