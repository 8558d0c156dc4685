package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.refusal.Refusal;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Which group of rows that share intervals a row belongs to. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowGroups(int[] positions, DataType[] types) implements Serializable {

    static RowGroups of(List<String> columns, StructType schema) {
        int[] positions =
                columns.stream().mapToInt(column -> position(column, schema)).toArray();
        DataType[] types = Arrays.stream(positions)
                .mapToObj(position -> schema.apply(position).dataType())
                .toArray(DataType[]::new);
        return new RowGroups(positions, types);
    }

    private static int position(String column, StructType schema) {
        int position = Arrays.asList(schema.fieldNames()).indexOf(column);
        if (position < 0) {
            throw Refusal.mistake(
                    "model.other-groups",
                    "Cannot use the model: its intervals are grouped by %s, which the features now lack."
                            .formatted(column),
                    "Train again, or bring the column back.");
        }
        return position;
    }

    /**
     * Whether rows can be grouped by values of a type: those that later rows have as well, and that read the same in a
     * {@link Row} and in a row as Spark itself holds it, which dates do not.
     */
    static boolean canGroupBy(DataType type) {
        return type instanceof StringType || type instanceof BooleanType || type instanceof NumericType;
    }

    /** See {@link Intervals#group}. */
    String of(InternalRow row) {
        @Nullable String[] values = new @Nullable String[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = row.isNullAt(positions[i])
                    ? null
                    : row.get(positions[i], types[i]).toString();
        }
        return Intervals.group(Arrays.asList(values));
    }

    /** The same, of a row outside of Spark. */
    static String of(Row row, List<String> columns) {
        @Nullable String[] values = new @Nullable String[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = row.get(row.fieldIndex(columns.get(i)));
            values[i] = value == null ? null : value.toString();
        }
        return Intervals.group(Arrays.asList(values));
    }
}
