package dev.waybill.common.table;

import dev.waybill.common.section.Source;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * When clean rows came that were not there yet, or had other values, when features of their date were computed. History
 * counts such a row from then on, as if its label had become available no sooner; so features of a date, computed whenever,
 * see what was known at the time. A source that says itself when its rows arrive needs no such table.
 *
 * <p>One row for each time that a row came; of a key that came several times, the last one counts. A row without a key says
 * that what had come before is no longer told apart.
 */
public final class LateRows {

    public static final String NAME = "late_rows";
    /** The column beside clean rows: null for one that came with its date. */
    public static final String ARRIVED_AT = "_arrived_at";

    private static final String SEEN_AT = "arrived_at";

    private LateRows() {}

    /** Notes rows of the clean table that come now. */
    public static void add(Dataset<Row> rows, Instant now, String runId, Source source, Tables tables) {
        Column[] columns = Stream.concat(
                        FeatureTable.rowColumns(source).stream().map(functions::col),
                        Stream.of(
                                functions.lit(Timestamp.from(now)).as(SEEN_AT),
                                functions.lit(runId).as(ScoredTable.RUN_ID)))
                .toArray(Column[]::new);
        tables.append(NAME, rows.select(columns));
    }

    /** From now on, all rows that have come count as if they had come in time. */
    public static void forget(Instant now, String runId, Source source, Tables tables) {
        StructType rows =
                new StructType(Stream.of(tables.read(source.table()).schema().fields())
                        .filter(field -> FeatureTable.rowColumns(source).contains(field.name()))
                        .toArray(StructField[]::new));
        Column[] none = Stream.of(rows.fields())
                .map(field -> functions.lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new);
        add(tables.read(source.table()).sparkSession().range(1).select(none), now, runId, source, tables);
    }

    /**
     * Clean rows, and when they came.
     *
     * @param asOf what came later counts as not having come again
     */
    public static Dataset<Row> beside(Dataset<Row> clean, Source source, Tables tables, Optional<Instant> asOf) {
        Optional<Dataset<Row>> seen = seen(tables, asOf);
        Optional<Timestamp> forgotten = seen.flatMap(rows -> forgotten(rows, source));
        if (source.arrivesAt().isPresent()) {
            Column arrived = functions.col(source.arrivesAt().get()).cast(DataTypes.TimestampType);
            return clean.withColumn(ARRIVED_AT, after(forgotten, arrived));
        }
        return seen.map(rows -> joined(clean, rows, forgotten, source)).orElseGet(() -> withoutAny(clean));
    }

    private static Dataset<Row> joined(
            Dataset<Row> clean, Dataset<Row> seen, Optional<Timestamp> forgotten, Source source) {
        Column[] key = source.key().stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> late = seen.where(key[0].isNotNull())
                .groupBy(key)
                .agg(after(forgotten, functions.max(SEEN_AT)).as(ARRIVED_AT));
        return clean.join(late, source.key().toArray(String[]::new), "left");
    }

    private static Column after(Optional<Timestamp> forgotten, Column arrived) {
        return forgotten
                .map(moment -> functions.when(arrived.gt(functions.lit(moment)), arrived))
                .orElse(arrived);
    }

    private static Optional<Timestamp> forgotten(Dataset<Row> seen, Source source) {
        Column noKey = functions.col(source.key().get(0)).isNull();
        return Optional.ofNullable(
                Sessions.summary(seen.where(noKey).agg(functions.max(SEEN_AT))).getTimestamp(0));
    }

    /** Clean rows of which none came late, or as if. */
    public static Dataset<Row> withoutAny(Dataset<Row> clean) {
        return clean.withColumn(ARRIVED_AT, functions.lit(null).cast(DataTypes.TimestampType));
    }

    /** The event dates of those that came at some time or later: of them more may be news than of others. */
    public static SortedSet<LocalDate> datesSince(Instant since, Source source, Tables tables) {
        return source.arrivesAt().isPresent() || !tables.exists(NAME)
                ? new TreeSet<>()
                : Tables.dates(tables.read(NAME)
                        .where(functions.col(SEEN_AT).geq(Timestamp.from(since)))
                        .where(functions.col(Tables.EVENT_DATE).isNotNull()));
    }

    private static Optional<Dataset<Row>> seen(Tables tables, Optional<Instant> asOf) {
        if (!tables.exists(NAME)) {
            return Optional.empty();
        }
        Dataset<Row> all = tables.read(NAME);
        return Optional.of(asOf.map(moment -> all.where(functions.col(SEEN_AT).leq(Timestamp.from(moment))))
                .orElse(all));
    }
}
