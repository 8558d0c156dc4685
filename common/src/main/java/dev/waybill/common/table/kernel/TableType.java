package dev.waybill.common.table.kernel;

import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The type of a table that takes rows of several types: every column may be null, a column that only some rows have is null in
 * the others, and what has another type than the column of its name goes into {@link #OTHER}, as JSON.
 */
record TableType(StructType columns) {

    /** A JSON object of the columns whose names the table uses for something else. */
    static final String OTHER = OnlineTables.OTHER;

    /** That of a table which there is not yet. */
    static final TableType EMPTY = new TableType(new StructType());

    /** Of a table as it stands. */
    static TableType of(io.delta.kernel.types.StructType there) {
        return new TableType((StructType)
                DataType.fromJson(io.delta.kernel.internal.types.DataTypeJsonSerDe.serializeStructType(there)));
    }

    io.delta.kernel.types.StructType forKernel() {
        return io.delta.kernel.internal.types.DataTypeJsonSerDe.deserializeStructType(columns.json());
    }

    /** The same, with columns for all that rows of a type have. */
    TableType with(StructType rows) {
        StructType wider = columns;
        boolean isOther = false;
        for (StructField column : rows.fields()) {
            Optional<StructField> there = find(wider, column.name());
            if (there.isEmpty()) {
                wider = wider.add(asNullable(column));
            } else {
                isOther |= !isSame(there.get(), column);
            }
        }
        return new TableType(
                isOther && Arrays.stream(wider.fieldNames()).noneMatch(OTHER::equals)
                        ? wider.add(OTHER, DataTypes.StringType)
                        : wider);
    }

    /** By event date, where rows have one. */
    List<String> partitionedBy() {
        return find(columns, Tables.EVENT_DATE)
                .filter(column -> column.dataType() instanceof DateType)
                .map(column -> List.of(column.name()))
                .orElse(List.of());
    }

    /** The columns of the table, of rows of a type. */
    List<Column> of(StructType rows) {
        List<Column> taken = new ArrayList<>();
        for (StructField column : columns.fields()) {
            Optional<StructField> source = find(rows, column.name()).filter(found -> isSame(column, found));
            Column value = source.map(found -> named(found.name()))
                    .orElseGet(() -> column.name().equals(OTHER)
                            ? others(rows)
                            : functions.lit(null).cast(column.dataType()));
            taken.add(value.as(column.name()));
        }
        return taken;
    }

    private Column others(StructType rows) {
        Column[] others = Arrays.stream(rows.fields())
                .filter(column -> find(columns, column.name())
                        .filter(there -> isSame(there, column))
                        .isEmpty())
                .map(column -> named(column.name()))
                .toArray(Column[]::new);
        return others.length == 0
                ? functions.lit(null).cast(DataTypes.StringType)
                : functions.to_json(functions.struct(others));
    }

    private static Column named(String column) {
        return functions.col("`" + column.replace("`", "``") + "`");
    }

    /** As Delta finds columns. */
    private static Optional<StructField> find(StructType type, String name) {
        return Arrays.stream(type.fields())
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static boolean isSame(StructField one, StructField other) {
        return one.dataType().catalogString().equals(other.dataType().catalogString());
    }

    private static StructField asNullable(StructField column) {
        return new StructField(column.name(), column.dataType().asNullable(), true, Metadata.empty());
    }
}
