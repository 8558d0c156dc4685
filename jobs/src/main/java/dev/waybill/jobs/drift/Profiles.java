package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.zip_with;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;

/**
 * Profiles of days: a row a day and column that says how its values are spread, and from which profiles of several days can
 * be added up.
 */
final class Profiles {

    /** Categories of a day with a count of their own, the most frequent ones. */
    static final int CATEGORIES = 1_000;

    /** Of a profile, with what {@link Contributions} adds. */
    static final StructType SCHEMA = StructType.fromDDL("event_date date, id string, rows bigint, missing bigint,"
            + " zeros bigint, sum double, squares double, least double, greatest double, bins array<bigint>,"
            + " categories map<string, bigint>, other_rows bigint, other_values bigint,"
            + " row_sample array<struct<hash: bigint, values: array<double>>>, avg_contribution double");

    private static final String[] KEY = {Tables.EVENT_DATE, "id"};

    private Profiles() {}

    /**
     * Rows of {@link #SCHEMA}, but for the last column.
     *
     * @param key tells one row from another; empty for no sample of rows
     */
    static Dataset<Row> of(
            Dataset<Row> rows, List<ComparedColumn> columns, Map<String, BinEdges> edges, List<String> key) {
        Dataset<Row> tallies = Tallies.of(rows, columns, edges, key)
                .groupBy(Tables.EVENT_DATE, "id", "category")
                .agg(
                        sum("rows").as("rows"),
                        sum("missing").as("missing"),
                        sum("zeros").as("zeros"),
                        ExactSum.of(col("sum")).as("sum"),
                        ExactSum.of(col("squares")).as("squares"),
                        min("least").as("least"),
                        max("greatest").as("greatest"),
                        collect_list("bins").as("bins"),
                        flatten(collect_list("sample")).as("sample"));
        return frequent(tallies);
    }

    /** The most frequent categories as a map beside the row of their column; ties go by name. */
    private static Dataset<Row> frequent(Dataset<Row> tallies) {
        Column isColumn = col("category").isNull();
        WindowSpec ranked = Window.partitionBy(Tables.EVENT_DATE, "id")
                .orderBy(isColumn.desc(), col("rows").desc(), col("category").asc());
        Column rank = row_number().over(ranked).minus(1);
        Column isFrequent = col("rank").between(1, CATEGORIES);
        Column isOther = col("rank").gt(CATEGORIES);
        return tallies.withColumn("rank", rank)
                .groupBy(KEY[0], KEY[1])
                .agg(
                        of("rows"),
                        of("missing"),
                        of("zeros"),
                        of("sum"),
                        of("squares"),
                        of("least"),
                        of("greatest"),
                        first(when(isColumn, addedUp(col("bins"))), true).as("bins"),
                        map_from_entries(array_sort(collect_list(when(isFrequent, struct("category", "rows")))))
                                .as("categories"),
                        coalesce(sum(when(isOther, col("rows"))), lit(0L)).as("other_rows"),
                        count(when(isOther, true)).as("other_values"),
                        first(when(isColumn, least(col("sample"))), true).as("row_sample"));
    }

    private static Column of(String figure) {
        return first(when(col("category").isNull(), col(figure)), true).as(figure);
    }

    /** Of the samples of all parts of a day that of the day; null of a column. */
    private static Column least(Column samples) {
        return when(size(samples).gt(0), slice(array_sort(samples), 1, RowSample.ROWS));
    }

    private static Column addedUp(Column bins) {
        Column none = transform(bins.getItem(0), bin -> lit(0L));
        return aggregate(bins, none, (all, some) -> zip_with(all, some, Column::plus));
    }
}
