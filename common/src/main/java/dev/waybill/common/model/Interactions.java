package dev.waybill.common.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import dev.waybill.common.section.Recommend;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of features as who had what. Rows without a user or an item say nothing of either and are left out. */
public final class Interactions {

    public static final String USER = "user";
    public static final String ITEM = "item";
    public static final String STRENGTH = "strength";
    /** The items that a user has had, in the order of their names. */
    public static final String HAD = "had";
    /** Those that it had later, and not before. */
    public static final String WANTED = "wanted";

    private Interactions() {}

    /** One row for each user and item, strengths added up; not a number where one of them is missing or is none. */
    public static Dataset<Row> pairs(Dataset<Row> rows, Recommend params) {
        Column strength = params.strength()
                .map(column -> coalesce(col(column).cast("double"), lit(Double.NaN)))
                .orElse(lit(1.0));
        return named(rows, params, strength)
                .groupBy(USER, ITEM)
                .agg(ExactSum.of(col(STRENGTH)).as(STRENGTH));
    }

    /** What a user or an item of a feature is called, in training as in scoring. */
    static Column name(String feature) {
        return col(feature).cast("string");
    }

    private static Dataset<Row> named(Dataset<Row> rows, Recommend params, Column strength) {
        Column user = name(params.user());
        Column item = name(params.item());
        return rows.where(user.isNotNull().and(item.isNotNull()))
                .select(user.as(USER), item.as(ITEM), strength.as(STRENGTH));
    }

    /** One row for each user. */
    public static Dataset<Row> histories(Dataset<Row> rows, Recommend params) {
        return items(rows, params, HAD);
    }

    private static Dataset<Row> items(Dataset<Row> rows, Recommend params, String name) {
        return named(rows, params, lit(1.0))
                .groupBy(USER)
                .agg(array_sort(collect_set(ITEM)).as(name));
    }

    /** The users who had something in later rows that they did not have before, also those with nothing before. */
    public static Dataset<Row> judged(Dataset<Row> before, Dataset<Row> later, Recommend params) {
        Column had = coalesce(col(HAD), array().cast("array<string>"));
        return items(later, params, WANTED)
                .join(histories(before, params), new String[] {USER}, "left")
                .select(col(USER), had.as(HAD), array_except(col(WANTED), had).as(WANTED))
                .where(size(col(WANTED)).gt(0));
    }
}
