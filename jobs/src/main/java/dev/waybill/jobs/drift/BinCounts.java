package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.dense_rank;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Rows per column, day and bin: {@code id, baseline, day, bin, label, rows, total}. Baseline says whether the day is of
 * the baseline, the label names the bin of a category, total is the sum of a number's values. All else is computed from
 * these.
 */
final class BinCounts {

    /** The bin of null and NaN. */
    static final int MISSING = -1;

    /** Categories with a bin of their own: the most frequent of the baseline, in bins 0 to 49. */
    static final int CATEGORIES = 50;

    /** The bin of all rarer categories that more than one day of the baseline has, if it has several. */
    static final int OTHER = CATEGORIES;

    /** The bin of categories that the baseline does not have; of a baseline day, that its other days do not have. */
    static final int UNSEEN = CATEGORIES + 1;

    private BinCounts() {}

    /** Counts all columns and days in one pass over the rows. */
    static Dataset<Row> of(BaselineComparison comparison, Map<String, BinEdges> edges) {
        return poolCategories(countCells(cells(comparison, edges)));
    }

    /** One row per row and column: {@code baseline, day, id, cell}. A label that is not known yet has none. */
    private static Dataset<Row> cells(BaselineComparison comparison, Map<String, BinEdges> edges) {
        List<ComparedColumn> columns = comparison.columns();
        Stream<Column> cells =
                columns.stream().map(column -> cell(column, edges).as(column.id()));
        Column[] ids = columns.stream()
                .map(column -> ComparedColumn.quoted(column.id()))
                .toArray(Column[]::new);
        Stream<Column> day = Stream.of(
                BaselineComparison.in(comparison.baseline()).as("baseline"),
                col(Tables.EVENT_DATE).as("day"));
        return comparison
                .rows()
                .select(Stream.concat(day, cells).toArray(Column[]::new))
                .unpivot(new Column[] {col("baseline"), col("day")}, ids, "id", "cell")
                .filter(col("cell").isNotNull());
    }

    private static Column cell(ComparedColumn column, Map<String, BinEdges> edges) {
        Column values = column.values();
        Column cell = column.numeric() ? number(values, edges.get(column.id())) : category(values);
        return column.role() == Role.LABEL ? when(values.isNotNull(), cell) : cell;
    }

    private static Column number(Column values, @Nullable BinEdges edges) {
        BinEdges found = Objects.requireNonNull(edges);
        UDF1<@Nullable Double, Integer> bin = value -> value == null ? MISSING : found.bin(value);
        return struct(
                udf(bin, DataTypes.IntegerType).apply(values).as("bin"),
                lit(null).cast("string").as("category"),
                values.as("value"));
    }

    /** The bins of categories are known only after all are counted. */
    private static Column category(Column values) {
        return struct(
                when(values.isNull(), MISSING).as("bin"),
                values.as("category"),
                lit(null).cast("double").as("value"));
    }

    private static Dataset<Row> countCells(Dataset<Row> cells) {
        return cells.groupBy(col("id"), col("baseline"), col("day"), col("cell.bin"), col("cell.category"))
                .agg(count(lit(1)).as("rows"), ExactSum.of(col("cell.value")).as("total"));
    }

    /**
     * Gives categories their bins, by how frequent they are in the baseline; ties go by name.
     *
     * <p>Some rows of any day are of categories that no other day has, and not only after the baseline. So each baseline
     * day is counted as a later day would be, by what the other baseline days know: its categories that none of them has
     * are unseen ones, and share a bin on later days.
     */
    private static Dataset<Row> poolCategories(Dataset<Row> counts) {
        Column counted = when(col("baseline").and(col("category").isNotNull()), col("rows"));
        Column recurring = when(not(col("on_one_day")), col("in_baseline"));
        Column rank = dense_rank()
                .over(Window.partitionBy("id")
                        .orderBy(recurring.desc_nulls_last(), col("category").asc()));
        WindowSpec category = Window.partitionBy("id", "category");
        Column baselineDay = when(col("baseline"), col("day"));
        return counts.withColumn("in_baseline", sum(counted).over(category))
                .withColumn("on_one_day", onOneOf(baselineDay, category))
                .withColumn("bin", coalesce(col("bin"), categoryBin(rank)))
                .withColumn("label", when(col("category").isNotNull(), categoryLabel()))
                .groupBy("id", "baseline", "day", "bin", "label")
                .agg(sum("rows").as("rows"), ExactSum.of(col("total")).as("total"));
    }

    /** Whether a category is of a single day of a baseline that has others, which would not know it. */
    private static Column onOneOf(Column baselineDay, WindowSpec category) {
        WindowSpec all = Window.partitionBy("id");
        return min(baselineDay)
                .over(category)
                .equalTo(max(baselineDay).over(category))
                .and(min(baselineDay).over(all).notEqual(max(baselineDay).over(all)));
    }

    private static Column categoryBin(Column rank) {
        return when(col("in_baseline").isNull(), UNSEEN)
                .when(col("on_one_day"), when(col("baseline"), UNSEEN).otherwise(OTHER))
                .when(rank.gt(CATEGORIES), OTHER)
                .otherwise(rank.minus(1));
    }

    private static Column categoryLabel() {
        return when(col("bin").equalTo(UNSEEN), "unseen")
                .when(col("bin").equalTo(OTHER), "other")
                .otherwise(col("category"));
    }
}
