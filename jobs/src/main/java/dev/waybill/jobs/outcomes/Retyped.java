package dev.waybill.jobs.outcomes;

import dev.waybill.common.table.OnlineTables;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns of a table that a server wrote, in types that are asked for: where the table's own is another one, later rows have
 * their value in {@link OnlineTables#OTHER}. What the table does not have is null.
 */
record Retyped(StructType table) {

    boolean has(String name) {
        return field(name).isPresent();
    }

    private Optional<StructField> field(String name) {
        return Arrays.stream(table.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Values of any other type are cast. */
    Column as(String name, DataType type) {
        return column(name, type, field(name).filter(found -> Cast.canCast(found.dataType(), type)));
    }

    /** A number is no text, and a text no number. */
    Column ofKind(String name, DataType type) {
        return column(name, type, field(name).filter(found -> isOfKind(found.dataType(), type)));
    }

    private static boolean isOfKind(DataType found, DataType type) {
        return type instanceof AtomicType
                ? found.equals(type) || (found instanceof NumericType && type instanceof NumericType)
                : Cast.canCast(found, type);
    }

    private Column column(String name, DataType type, Optional<StructField> taken) {
        Column[] values = Stream.concat(
                        taken.stream().map(found -> functions.col(found.name())), later(name, type, taken).stream())
                .map(value -> value.cast(type))
                .toArray(Column[]::new);
        return values.length == 0 ? functions.lit(null).cast(type) : functions.coalesce(values);
    }

    private Optional<Column> later(String name, DataType type, Optional<StructField> taken) {
        boolean isAsAsked =
                taken.filter(found -> found.dataType().sameType(type)).isPresent();
        return field(OnlineTables.OTHER)
                .filter(other -> !isAsAsked && other.dataType().equals(DataTypes.StringType))
                .filter(other -> type instanceof AtomicType && Cast.canCast(DataTypes.StringType, type))
                .map(other -> functions.get_json_object(functions.col(other.name()), "$['" + name + "']"));
    }
}
