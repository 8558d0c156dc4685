package dev.waybill.jobs.score;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructType;

/** How much of what a model looks at a row has. */
final class FeatureCoverage {

    private FeatureCoverage() {}

    /** The share of the inputs that are there, 0 to 1: neither null nor NaN. */
    static Column of(Dataset<Row> rows, List<String> inputs) {
        return inputs.stream()
                .map(input -> isThere(input, rows.schema()).cast("double"))
                .reduce(Column::plus)
                .orElseThrow()
                .divide(inputs.size());
    }

    private static Column isThere(String name, StructType schema) {
        Column value = functions.col(name);
        boolean mayBeNaN = schema.apply(name).dataType() instanceof DoubleType
                || schema.apply(name).dataType() instanceof FloatType;
        return mayBeNaN ? value.isNotNull().and(functions.not(value.isNaN())) : value.isNotNull();
    }
}
