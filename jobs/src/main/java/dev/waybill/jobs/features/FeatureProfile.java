package dev.waybill.jobs.features;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * What the values of features are like, in one pass: how many are missing, the least and the largest, and percentiles
 * of the values rounded to three digits, so that they are within half a percent and the same however rows are
 * partitioned. Of a text, only how many are missing.
 */
final class FeatureProfile {

    static final List<String> COLUMNS = List.of("null_share", "min", "p05", "p25", "p50", "p75", "p95", "max");

    private static final int DIGITS = 3;
    private static final String PERCENTILES = "percentile(rounded, array(0.05, 0.25, 0.5, 0.75, 0.95), rows)";

    private FeatureProfile() {}

    /** One row for each of the named columns. */
    static Dataset<Row> of(Dataset<Row> rows, List<String> names) {
        Column[] each = names.stream().map(name -> value(rows, name)).toArray(Column[]::new);
        Dataset<Row> counted = rows.select(functions.inline(functions.array(each)))
                .groupBy(
                        functions.col("name"),
                        functions.col("missing"),
                        rounded().as("rounded"))
                .agg(
                        functions.count("*").as("rows"),
                        functions.min("value").as("min"),
                        functions.max("value").as("max"));
        Column missing = functions.sum(
                functions.when(functions.col("missing"), functions.col("rows")).otherwise(0));
        return counted.groupBy("name")
                .agg(
                        missing.divide(functions.sum("rows")).as("null_share"),
                        functions.min("min").as("min"),
                        functions.max("max").as("max"),
                        functions.expr(PERCENTILES).as("percentiles"))
                .select(
                        functions.col("*"),
                        percentile(0, "p05"),
                        percentile(1, "p25"),
                        percentile(2, "p50"),
                        percentile(3, "p75"),
                        percentile(4, "p95"));
    }

    private static Column value(Dataset<Row> rows, String name) {
        DataType type = rows.schema().apply(name).dataType();
        boolean isNumber = type instanceof NumericType || type instanceof BooleanType;
        Column number = isNumber ? functions.col(name) : functions.lit(null);
        return functions.struct(
                functions.lit(name).as("name"),
                functions.col(name).isNull().as("missing"),
                number.cast("double").as("value"));
    }

    private static Column rounded() {
        Column value = functions.col("value");
        Column place = functions.pow(
                functions.lit(10.0),
                functions.floor(functions.log10(functions.abs(value))).minus(DIGITS - 1));
        return functions
                .when(value.equalTo(0), 0.0)
                .otherwise(functions.rint(value.divide(place)).multiply(place));
    }

    private static Column percentile(int index, String name) {
        return functions.col("percentiles").getItem(index).as(name);
    }
}
