package dev.waybill.jobs.prepare;

import dev.waybill.common.section.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Puts the columns of {@link Next} beside rows. What came next came next, also where its row goes to quarantine for some
 * value; a line that could not be read is no row.
 *
 * @param rowKey tells one row from another
 */
record NextRows(Next next, List<String> rowKey) {

    private static final String HAS_PLACE = "_has_place";
    private static final String PLACE = "_place";
    private static final String AFTER = "_after";
    private static final String NEWEST = "_newest";

    Dataset<Row> beside(Dataset<Row> rows) {
        // Rows of one key are at one place, so none comes after its own copy.
        Dataset<Row> placed = rows.withColumn(HAS_PLACE, hasPlace())
                .withColumn(PLACE, functions.dense_rank().over(ofCase().orderBy(order())));
        Column after = functions
                .max(functions.struct(values()))
                .over(ofCase().orderBy(functions.col(PLACE)).rangeBetween(1, 1));
        Dataset<Row> found = placed.withColumn(AFTER, functions.when(functions.col(HAS_PLACE), after));
        Dataset<Row> ended = next.end().map(end -> ended(found, end)).orElse(found);
        for (String name : next.columns().keySet()) {
            ended = ended.withColumn(name, functions.col(AFTER).getField(name));
        }
        return ended.drop(HAS_PLACE, PLACE, AFTER);
    }

    private Column hasPlace() {
        return Stream.of(next.key(), next.order(), rowKey)
                .flatMap(List::stream)
                .map(name -> functions.col(name).isNotNull())
                .reduce(functions.not(functions.col(RawRows.UNREADABLE)), Column::and);
    }

    /** Rows without a place are dealt out by what they are, since many would be in one hand otherwise. */
    private WindowSpec ofCase() {
        Column alone = functions.when(
                functions.not(functions.col(HAS_PLACE)), functions.xxhash64(functions.col(CleanRows.RAW)));
        return Window.partitionBy(Stream.concat(next.key().stream().map(functions::col), Stream.of(alone))
                .toArray(Column[]::new));
    }

    private Column[] order() {
        return Stream.concat(next.order().stream(), rowKey.stream())
                .distinct()
                .map(functions::col)
                .toArray(Column[]::new);
    }

    private Column[] values() {
        List<Column> values = new ArrayList<>();
        for (Map.Entry<String, String> column : next.columns().entrySet()) {
            values.add(functions.col(column.getValue()).as(column.getKey()));
        }
        values.add(functions.lit(true).as(HAS_PLACE)); // where there are no columns
        return values.toArray(Column[]::new);
    }

    private Dataset<Row> ended(Dataset<Row> rows, Next.End end) {
        Column isLast = functions.when(functions.col(AFTER).isNotNull(), false);
        Column hasPlace = functions.col(HAS_PLACE);
        if (end.of().isEmpty()) {
            return rows.withColumn(end.column(), isLast.when(hasPlace, true));
        }
        Column time = functions.col(end.of().get()).cast(DataTypes.TimestampType);
        String days = "make_dt_interval(%d)".formatted(end.quiet().orElseThrow().number());
        Dataset<Row> newest = rows.where(HAS_PLACE).agg(functions.max(time).as(NEWEST));
        return rows.crossJoin(functions.broadcast(newest))
                .withColumn(
                        end.column(),
                        isLast.when(hasPlace.and(time.plus(functions.expr(days)).leq(functions.col(NEWEST))), true))
                .drop(NEWEST);
    }
}
