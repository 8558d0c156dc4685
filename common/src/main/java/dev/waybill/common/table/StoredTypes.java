package dev.waybill.common.table;

import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;

/** The types that our tables have: times in them are instants, and no column is lost for being of no type. */
public final class StoredTypes {

    private StoredTypes() {}

    /**
     * Rows as a table can hold them. A time without a zone, also inside another value, becomes the instant that it is in
     * the session's zone of now: see {@link Sessions#inZone}.
     *
     * @param where the section of params.yaml that columns are defined in, for errors: {@code source.columns}
     * @throws Refusal naming a column that is, or holds, an interval, a map or nothing but null
     */
    public static Dataset<Row> of(Dataset<Row> rows, String where) {
        return rows.select(columns(rows.schema(), where).toArray(Column[]::new));
    }

    /** The same columns as {@link #of} gives, of rows of a type. */
    public static List<Column> columns(StructType rows, String where) {
        Arrays.stream(rows.fields()).forEach(column -> requireStorable(where + "." + column.name(), column));
        return Arrays.stream(rows.fields()).map(StoredTypes::asStored).toList();
    }

    /** Whether a type is, or holds, one of which something is true. */
    public static boolean holds(DataType type, Predicate<DataType> what) {
        return first(type, what).isPresent();
    }

    private static Optional<DataType> first(DataType type, Predicate<DataType> what) {
        return what.test(type)
                ? Optional.of(type)
                : inside(type).flatMap(inner -> first(inner, what).stream()).findFirst();
    }

    private static Stream<DataType> inside(DataType type) {
        if (type instanceof ArrayType array) {
            return Stream.of(array.elementType());
        } else if (type instanceof MapType map) {
            return Stream.of(map.keyType(), map.valueType());
        }
        return type instanceof StructType struct
                ? Arrays.stream(struct.fields()).map(StructField::dataType)
                : Stream.empty();
    }

    private static Column asStored(StructField column) {
        Column value = functions.col("`" + column.name().replace("`", "``") + "`");
        return holds(column.dataType(), TimestampNTZType.class::isInstance)
                ? value.cast(withInstants(column.dataType())).as(column.name())
                : value;
    }

    private static DataType withInstants(DataType type) {
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(withInstants(array.elementType()), array.containsNull());
        } else if (type instanceof StructType struct) {
            return new StructType(Arrays.stream(struct.fields())
                    .map(field -> new StructField(
                            field.name(), withInstants(field.dataType()), field.nullable(), field.metadata()))
                    .toArray(StructField[]::new));
        }
        return type instanceof TimestampNTZType ? DataTypes.TimestampType : type;
    }

    private static void requireStorable(String key, StructField column) {
        DataType type = column.dataType();
        String inside = first(type, StoredTypes::isNone).equals(Optional.of(type)) ? "is of" : "holds a value of";
        first(type, StoredTypes::isNone).ifPresent(none -> {
            throw Refusal.mistake(
                    "params.bad-type",
                    "Invalid params: %s %s type %s, which a table cannot hold."
                            .formatted(key, inside, none.simpleString()),
                    remedy(none));
        });
    }

    private static String remedy(DataType none) {
        if (none instanceof MapType) {
            return "Make a text of it with to_json(..).";
        }
        return none instanceof NullType
                ? "Give null a type, as in cast(null as double)."
                : "Make a number of it, as in unix_timestamp(b) - unix_timestamp(a).";
    }

    /** A map is one, since Spark neither compares nor hashes maps, as is done with rows that share a key. */
    private static boolean isNone(DataType type) {
        return type instanceof NullType
                || type instanceof MapType
                || type instanceof AnsiIntervalType
                || type instanceof CalendarIntervalType;
    }
}
