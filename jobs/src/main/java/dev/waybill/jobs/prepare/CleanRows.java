package dev.waybill.jobs.prepare;

import dev.waybill.common.row.UnusableValues;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.Ranking;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.quality.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/** From {@link TypedRows} to clean ones: pure functions of datasets. */
final class CleanRows {

    /** Why a row may not get through; empty for a row that may. */
    static final String REASONS = "_reasons";
    /** Whether another row with this key is kept instead. */
    static final String DUPLICATE = "_duplicate";
    /** Whether it is a duplicate with the same values as the row of this key before it. */
    static final String REPEAT = "_repeat";

    static final String UNREADABLE_REASON = "unreadable";
    /** A row with bytes that are no text in the encoding that it was read in. */
    static final String GARBLED_REASON = "garbled-text";
    /** The column of the quarantine that names the file of a row. */
    static final String SOURCE_FILE = "source_file";

    private static final String REPLACEMENT_CHARACTER = "\uFFFD";

    private CleanRows() {}

    /** Typed rows with the verdict on each. */
    static Dataset<Row> judge(Dataset<Row> typed, Source source, Checks checks) {
        Dataset<Row> judged = typed.withColumn(REASONS, reasons(typed, source, checks.quarantine()));
        Column values = functions.struct(columns(source));
        return judged.withColumn(
                        DUPLICATE, functions.row_number().over(sameKey(source)).gt(1))
                .withColumn(
                        REPEAT,
                        isAccepted()
                                .and(values.eqNullSafe(functions.lag(values, 1).over(sameKey(source)))));
    }

    /** The rows of the clean table: one a key. */
    static Dataset<Row> accepted(Dataset<Row> judged, Source source) {
        return judged.where(isAccepted().and(functions.not(functions.col(DUPLICATE))))
                .select(columns(source));
    }

    /** The columns of the clean table: those of the source, the label, the event date. */
    static Column[] columns(Source source) {
        return Stream.concat(
                        source.columns().keySet().stream(),
                        Stream.of(source.label().name(), Tables.EVENT_DATE))
                .map(functions::col)
                .toArray(Column[]::new);
    }

    /** Of rows with one key, the one whose label became available last is kept. */
    static Ranking ranking(Source source) {
        return new Ranking(
                source.label().availableAt(),
                Arrays.stream(columns(source)).map(Column::toString).toList());
    }

    /**
     * The same choice, made before it is known what comes next: by the columns that are there already. Versions of one row
     * have the same next row, so where that tells when the label became available, the later event time decides.
     */
    static Ranking versions(Source source) {
        if (source.next().isEmpty()) {
            return ranking(source);
        }
        List<String> there = List.copyOf(source.expressions().keySet());
        String available = source.label().availableAt();
        return new Ranking(there.contains(available) ? available : source.eventTime(), there);
    }

    /** Whether a row may get through, as far as its columns tell that are there already. */
    static Column isSound(Dataset<Row> rows, Source source, Checks checks) {
        Set<String> there = source.expressions().keySet();
        Map<String, String> told = new LinkedHashMap<>(checks.quarantine());
        told.values().removeIf(condition -> !there.containsAll(SqlExpressions.columns(condition)));
        return functions.size(reasons(rows, source, told)).equalTo(0);
    }

    /** The rows of the quarantine: the raw row as JSON, all reasons, where it came from, its event date if it has one. */
    static Dataset<Row> rejected(Dataset<Row> judged) {
        return judged.where(functions.not(isAccepted()))
                .select(
                        functions.col(TypedRows.RAW).as("row"),
                        functions.col(REASONS).as("reasons"),
                        functions.col(RawRows.SOURCE_FILE).as(SOURCE_FILE),
                        functions.col(RawRows.SOURCE_ROW).as("source_row"),
                        functions.col(Tables.EVENT_DATE));
    }

    static Column isAccepted() {
        return functions.size(functions.col(REASONS)).equalTo(0);
    }

    private static Column reasons(Dataset<Row> rows, Source source, Map<String, String> quarantine) {
        List<Column> reasons = new ArrayList<>();
        reasons.add(functions.when(functions.col(RawRows.UNREADABLE), UNREADABLE_REASON));
        reasons.add(functions.when(functions.col(TypedRows.RAW).contains(REPLACEMENT_CHARACTER), GARBLED_REASON));
        Stream.concat(source.key().stream(), Stream.of(source.eventTime()))
                .distinct()
                .forEach(name -> reasons.add(functions.when(functions.col(name).isNull(), "missing-" + name)));
        quarantine.forEach((reason, condition) -> reasons.add(functions.when(
                functions.not(SqlExpressions.condition(rows, "checks.quarantine." + reason, condition)), reason)));
        return functions.concat(
                functions.array_compact(functions.array(reasons.toArray(Column[]::new))),
                functions.expr(UnusableValues.REASONS));
    }

    /** Accepted rows of one key, the one to keep first. Rejected rows stand alone. */
    private static WindowSpec sameKey(Source source) {
        Column[] key = Stream.concat(
                        source.key().stream().map(functions::col),
                        Stream.of(functions.when(
                                functions.not(isAccepted()), functions.xxhash64(functions.col(TypedRows.RAW)))))
                .toArray(Column[]::new);
        return Window.partitionBy(key).orderBy(versions(source).order());
    }

    /** What the columns of the clean table are. */
    static Map<String, String> comments(Source source) {
        Map<String, String> comments = new HashMap<>();
        if (source.isDated()) {
            comments.put(
                    Tables.EVENT_DATE,
                    "the day of %s in %s"
                            .formatted(source.eventTime(), source.timeZone().getId()));
        }
        source.columns()
                .forEach((name, column) ->
                        comments.put(name, "known at %s: %s".formatted(column.knownAt(), column.expr())));
        source.next().ifPresent(next -> comments.putAll(next.descriptions()));
        Source.Label label = source.label();
        comments.put(
                label.name(),
                "what is predicted%s: %s"
                        .formatted(label.unit().map(unit -> ", in " + unit).orElse(""), label.expr()));
        return comments;
    }
}
