package dev.waybill.serving.log;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Rows that tell which ones they are. */
final class TestRows {

    static final RowType TYPE =
            new RowType(new StructType().add("number", DataTypes.LongType).add("text", DataTypes.StringType));

    static final RowType OTHER_TYPE =
            new RowType(new StructType().add("number", DataTypes.LongType).add("share", DataTypes.DoubleType));

    private TestRows() {}

    static UnsafeRow row(long number) {
        UnsafeRowWriter row = new UnsafeRowWriter(2);
        row.resetRowWriter();
        row.write(0, number);
        row.write(1, UTF8String.fromString("row " + number));
        return row.getRow().copy();
    }

    static UnsafeRow otherRow(long number) {
        UnsafeRowWriter row = new UnsafeRowWriter(2);
        row.resetRowWriter();
        row.write(0, number);
        row.write(1, number / 3.0);
        return row.getRow().copy();
    }

    /** Of rows as they were read. */
    static List<Long> numbers(ReadSegment read) {
        return read.rows().stream()
                .flatMap(some -> some.rows().stream())
                .map(row -> row.getLong(0))
                .toList();
    }
}
