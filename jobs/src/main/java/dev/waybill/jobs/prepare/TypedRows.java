package dev.waybill.jobs.prepare;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.row.UnusableValues;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.StoredTypes;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.files.Origin;
import dev.waybill.jobs.prepare.files.ReadingErrors;
import dev.waybill.jobs.prepare.quality.Checks;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** From raw rows to typed ones, each with its label and its event date, whatever is wrong with it: pure functions of datasets. */
final class TypedRows {

    /** In a replay, when a row came to the source. */
    static final String ARRIVED = "_arrived";

    /** The row as it came, as JSON. */
    static final String RAW = "_raw";

    private TypedRows() {}

    /**
     * Every raw row with its clean columns, its label and its event date.
     *
     * @param raw the rows of each of {@link Source#parts}
     * @param checks by which it is told which version of a row stands before what comes next
     * @param last after which rows have not come yet, and are what comes next for none; empty for all
     */
    static Dataset<Row> of(
            List<Dataset<Row>> raw, Source source, Checks checks, Lookups lookups, Optional<LocalDate> last) {
        List<Source> parts = source.parts();
        List<Dataset<Row>> inputs = IntStream.range(0, raw.size())
                .mapToObj(i ->
                        typed(raw.get(i), parts.get(i), source.expressions().keySet(), lookups))
                .toList();
        Dataset<Row> joined = ReadingErrors.explained( // of types of a column that do not go together
                Origin.of(source),
                () -> inputs.stream().reduce(Dataset::unionByName).orElseThrow());
        Dataset<Row> typed = StoredTypes.of(joined, "source.columns");
        Dataset<Row> stored = last.map(date -> upTo(date, typed, source)).orElse(typed);
        Dataset<Row> all = source.next()
                .map(next -> new NextRows(
                                next,
                                source.key(),
                                CleanRows.isSound(stored, source, checks),
                                CleanRows.versions(source))
                        .beside(stored))
                .orElse(stored);
        requireTime(all, source.eventTime(), "event-time");
        requireTime(all, source.label().availableAt(), "label.available-at");
        source.arrivesAt().ifPresent(column -> requireTime(all, column, "arrives-at"));
        return labelled(
                fromMidnight(
                        fromMidnight(all, source.eventTime()), source.label().availableAt()),
                source);
    }

    /** Rows of a date or earlier, and those of which none can be told. */
    private static Dataset<Row> upTo(LocalDate date, Dataset<Row> rows, Source source) {
        requireTime(rows, source.eventTime(), "event-time");
        Column day = functions.to_date(functions.col(source.eventTime()));
        return rows.where(day.isNull().or(day.leq(functions.lit(Date.valueOf(date)))));
    }

    /**
     * Typed rows that had come to the source by a moment, with when that was: as the source says, or else when they were over.
     * One whose times cannot be read counts as having been there always.
     */
    static Dataset<Row> until(Instant moment, Dataset<Row> typed, Source source) {
        Column over = functions.greatest(
                functions.col(source.eventTime()), functions.col(source.label().availableAt()));
        Column arrived = source.arrivesAt().map(functions::col).orElse(over);
        return typed.withColumn(ARRIVED, functions.coalesce(arrived, over, functions.lit(Instant.EPOCH)))
                .where(functions.col(ARRIVED).leq(functions.lit(moment)));
    }

    private static Dataset<Row> typed(Dataset<Row> raw, Source source, Set<String> names, Lookups lookups) {
        Dataset<Row> joined = lookups.join(raw, Origin.of(source));
        ExactKeys.require(joined, source);
        Map<String, Column> named = new LinkedHashMap<>();
        source.columns().forEach((name, column) -> {
            if (names.contains(name)) {
                named.put(name, SqlExpressions.on(joined, "source.columns." + name, column.expr()));
            }
        });
        UnusableValues unusable = new UnusableValues(source.unusable(), types(joined, named));
        List<Column> columns = new ArrayList<>();
        named.forEach(
                (name, column) -> columns.add(unusable.usable(name, column).as(name)));
        columns.add(unusable.found(named).as(UnusableValues.COLUMN));
        columns.add(LostValues.of(joined, named).as(LostValues.COLUMN));
        columns.add(asText(raw).as(RAW));
        columns.add(functions.col(RawRows.SOURCE_FILE));
        columns.add(functions.col(RawRows.SOURCE_ROW));
        columns.add(unreadable(raw).isNotNull().as(RawRows.UNREADABLE));
        return joined.select(columns.toArray(Column[]::new));
    }

    private static StructType types(Dataset<Row> rows, Map<String, Column> named) {
        return rows.select(named.entrySet().stream()
                        .map(column -> column.getValue().as(column.getKey()))
                        .toArray(Column[]::new))
                .schema();
    }

    private static void requireTime(Dataset<Row> rows, String column, String role) {
        DataType type = rows.schema().apply(column).dataType();
        if (!(type instanceof TimestampType) && !(type instanceof DateType)) {
            throw Refusal.mistake(
                    "params.bad-type",
                    "Invalid params: source.columns.%s is of type %s, but it is the %s, a time."
                            .formatted(column, type.simpleString(), role),
                    "Make it one with to_timestamp(..).");
        }
    }

    /** A date stands for the time at which it begins in the session's zone, which is then the source's. */
    private static Dataset<Row> fromMidnight(Dataset<Row> rows, String column) {
        return rows.schema().apply(column).dataType() instanceof DateType
                ? rows.withColumn(column, rows.col(column).cast("timestamp"))
                : rows;
    }

    /** The rows with their label and event date; a label that is not finite, or an empty text, counts as none. */
    private static Dataset<Row> labelled(Dataset<Row> typed, Source source) {
        Source.Label label = source.label();
        Column made = SqlExpressions.on(typed, "source.label.expr", label.expr());
        Column lost = LostValues.of(typed, Map.of(label.name(), made));
        Column all = functions.concat(functions.col(LostValues.COLUMN), lost);
        // What is left of a line that cannot be read may stand in any column.
        Column ofReadable = functions
                .when(functions.not(functions.col(RawRows.UNREADABLE)), all)
                .otherwise(LostValues.NONE);
        Dataset<Row> labelled = typed.withColumn(label.name(), made).withColumn(LostValues.COLUMN, ofReadable);
        DataType type = labelled.schema().apply(label.name()).dataType();
        if (!(type instanceof NumericType) && !(type instanceof StringType)) {
            throw Refusal.mistake(
                    "params.bad-type",
                    "Invalid params: source.label.expr is of type %s, neither a number nor a text."
                            .formatted(type.simpleString()),
                    "Cast it to one: a text is a class of the task multiclass, all else is a number.");
        }
        Column value = labelled.col(label.name());
        Column isOne = type instanceof StringType
                ? functions.trim(value).notEqual("")
                : functions.abs(value).lt(Double.POSITIVE_INFINITY);
        return labelled.withColumn(label.name(), functions.when(isOne, value))
                .withColumn(Tables.EVENT_DATE, functions.to_date(functions.col(source.eventTime())));
    }

    private static Column asText(Dataset<Row> raw) {
        Column[] columns = Arrays.stream(raw.columns())
                .filter(name -> !RawRows.OWN_COLUMNS.contains(name))
                .map(name -> raw.col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new);
        return functions.coalesce(unreadable(raw), functions.to_json(functions.struct(columns)));
    }

    private static Column unreadable(Dataset<Row> raw) {
        return Arrays.asList(raw.columns()).contains(RawRows.UNREADABLE)
                ? raw.col(RawRows.UNREADABLE)
                : functions.lit(null).cast("string");
    }
}
