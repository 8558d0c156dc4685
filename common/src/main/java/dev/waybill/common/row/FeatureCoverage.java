package dev.waybill.common.row;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.StructType;

/** How much of what a model looks at a row has. */
public final class FeatureCoverage {

    private FeatureCoverage() {}

    /** The share of the inputs that are there, 0 to 1: neither null nor NaN, nor infinite. */
    public static Column of(StructType rows, List<String> inputs) {
        return inputs.stream()
                .map(input -> isThere(input, rows).cast("double"))
                .reduce(Column::plus)
                .orElseThrow()
                .divide(inputs.size());
    }

    /** Spark's NaN is greater than any number. */
    private static Column isThere(String name, StructType schema) {
        Column value = functions.col(name);
        DataType type = schema.apply(name).dataType();
        return type instanceof FractionalType
                ? functions.coalesce(functions.abs(value).leq(Double.MAX_VALUE), functions.lit(false))
                : value.isNotNull();
    }
}
