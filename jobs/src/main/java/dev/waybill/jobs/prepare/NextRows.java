package dev.waybill.jobs.prepare;

import dev.waybill.common.section.Next;
import dev.waybill.common.table.Ranking;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Puts the columns of {@link Next} beside rows. Of the versions of a row, which have its key, one stands in the case: the
 * one that is kept. So none follows another, and what follows them is the same. What came next came next, also where its
 * row goes to quarantine for some value; a line that could not be read is no row.
 *
 * @param rowKey tells one row from another
 * @param isSound whether nothing speaks against a row that can be told before what comes next is known: of versions,
 *     one like that is kept, and only such rows say how late it is
 * @param ranking of versions that are equally sound, the one to keep
 */
record NextRows(Next next, List<String> rowKey, Column isSound, Ranking ranking) {

    private static final String SOUND = "_sound";
    private static final String STANDS = "_stands";
    private static final String HAS_PLACE = "_has_place";
    private static final String AFTER = "_after";
    private static final String NEWEST = "_newest";

    Dataset<Row> beside(Dataset<Row> rows) {
        Dataset<Row> placed = placed(rows);
        Column after = functions.lead(functions.struct(values()), 1).over(ofCase().orderBy(order()));
        Dataset<Row> found = placed.withColumn(AFTER, functions.when(functions.col(HAS_PLACE), after));
        Dataset<Row> ended = next.end().map(end -> ended(found, placed, end)).orElse(found);
        for (String name : next.columns().keySet()) {
            ended = ended.withColumn(name, functions.col(AFTER).getField(name));
        }
        return ofAllVersions(ended).drop(SOUND, STANDS, HAS_PLACE, AFTER);
    }

    /** Each row with whether it is the version that stands, and whether that has a place in a case. */
    private Dataset<Row> placed(Dataset<Row> rows) {
        Column readable = functions.not(functions.col(RawRows.UNREADABLE));
        Column hasKey = areThere(rowKey.stream(), readable);
        Column[] best = Stream.concat(Stream.of(functions.col(SOUND).desc()), Stream.of(ranking.order()))
                .toArray(Column[]::new);
        Column isBest = functions
                .row_number()
                .over(Window.partitionBy(dealt(rowKey, hasKey)).orderBy(best))
                .equalTo(1);
        return rows.withColumn(SOUND, isSound)
                .withColumn(STANDS, hasKey.and(isBest))
                .withColumn(
                        HAS_PLACE,
                        areThere(Stream.concat(next.key().stream(), next.order().stream()), functions.col(STANDS)));
    }

    private static Column areThere(Stream<String> names, Column and) {
        return names.map(name -> functions.col(name).isNotNull()).reduce(and, Column::and);
    }

    /** Rows that belong to no group are dealt out by what they are, since many would be in one hand otherwise. */
    private static Column[] dealt(List<String> key, Column belongs) {
        Column alone = functions.when(functions.not(belongs), functions.xxhash64(functions.col(TypedRows.RAW)));
        return Stream.concat(key.stream().map(functions::col), Stream.of(alone)).toArray(Column[]::new);
    }

    private WindowSpec ofCase() {
        return Window.partitionBy(dealt(next.key(), functions.col(HAS_PLACE)));
    }

    private Column[] order() {
        return Stream.concat(next.order().stream(), rowKey.stream())
                .distinct()
                .map(functions::col)
                .toArray(Column[]::new);
    }

    private Column[] values() {
        Stream<Column> values = next.columns().entrySet().stream()
                .map(column -> functions.col(column.getValue()).as(column.getKey()));
        // Something, where there are no columns.
        return Stream.concat(values, Stream.of(functions.lit(true).as(HAS_PLACE)))
                .toArray(Column[]::new);
    }

    private Dataset<Row> ended(Dataset<Row> rows, Dataset<Row> placed, Next.End end) {
        Column isLast = functions.when(functions.col(AFTER).isNotNull(), false);
        Column hasPlace = functions.col(HAS_PLACE);
        if (end.of().isEmpty()) {
            return rows.withColumn(end.column(), isLast.when(hasPlace, true));
        }
        Column time = functions.col(end.of().get()).cast(DataTypes.TimestampType);
        String days = "make_dt_interval(%d)".formatted(end.quiet().orElseThrow().number());
        Dataset<Row> newest = placed.where(hasPlace.and(functions.col(SOUND)))
                .agg(functions.max(time).as(NEWEST));
        return rows.crossJoin(functions.broadcast(newest))
                .withColumn(
                        end.column(),
                        isLast.when(hasPlace.and(time.plus(functions.expr(days)).leq(functions.col(NEWEST))), true))
                .drop(NEWEST);
    }

    /** What follows the version that stands follows each. */
    private Dataset<Row> ofAllVersions(Dataset<Row> rows) {
        Column hasKey = areThere(rowKey.stream(), functions.not(functions.col(RawRows.UNREADABLE)));
        WindowSpec versions = Window.partitionBy(dealt(rowKey, hasKey))
                .orderBy(functions.col(STANDS).desc());
        Dataset<Row> all = rows;
        for (String name : next.names()) {
            all = all.withColumn(name, functions.first(name).over(versions));
        }
        return all;
    }
}
