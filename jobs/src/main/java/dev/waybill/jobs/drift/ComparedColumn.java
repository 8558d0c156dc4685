package dev.waybill.jobs.drift;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** A column whose distribution is compared: numbers and booleans as numbers, strings as categories. */
record ComparedColumn(String name, Role role, DataType type) implements Serializable {

    /** What a column is to the model. */
    enum Role {
        FEATURE,
        PREDICTION,
        LABEL;

        /** As in tables and on pages. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The columns of a table that can be compared: all of a role but some, in order. Dates and nested ones cannot. */
    static List<ComparedColumn> of(StructType schema, Role role, Set<String> without) {
        return Arrays.stream(schema.fields())
                .filter(field -> !without.contains(field.name()))
                .map(field -> new ComparedColumn(field.name(), role, field.dataType()))
                .filter(column -> column.numeric() || column.type() instanceof StringType)
                .toList();
    }

    boolean numeric() {
        return type instanceof NumericType || type instanceof BooleanType;
    }

    /** Tells a label from the prediction of the same name. */
    String id() {
        return role + ":" + name;
    }

    /** The values, numbers as double, with NaN as missing: so does the model read it. */
    Column values() {
        Column column = quoted(name);
        return numeric() ? functions.nanvl(column.cast("double"), functions.lit(null)) : column;
    }

    /** A column by its exact name, whatever characters that has. */
    static Column quoted(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
