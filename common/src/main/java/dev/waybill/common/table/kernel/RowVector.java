package dev.waybill.common.table.kernel;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.jspecify.annotations.Nullable;

/** Values that Spark holds, in rows or in an array, as Kernel reads a column. */
final class RowVector implements ColumnVector {

    private final DataType type;
    private final int size;
    /** What holds the value of each row; null inside of a struct that is null. */
    private final IntFunction<@Nullable SpecializedGetters> holder;
    /** Where in it. */
    private final IntUnaryOperator place;

    private RowVector(
            DataType type, int size, IntFunction<@Nullable SpecializedGetters> holder, IntUnaryOperator place) {
        this.type = type;
        this.size = size;
        this.holder = holder;
        this.place = place;
    }

    /** A column of rows. */
    static RowVector column(DataType type, List<? extends InternalRow> rows, int place) {
        return new RowVector(type, rows.size(), rows::get, row -> place);
    }

    @Override
    public DataType getDataType() {
        return type;
    }

    @Override
    public int getSize() {
        return size;
    }

    @Override
    public void close() {}

    private SpecializedGetters at(int row) {
        SpecializedGetters found = holder.apply(row);
        if (found == null) {
            throw new IllegalStateException("There is no value in a struct that is null");
        }
        return found;
    }

    @Override
    public boolean isNullAt(int row) {
        SpecializedGetters found = holder.apply(row);
        return found == null || found.isNullAt(place.applyAsInt(row));
    }

    @Override
    public boolean getBoolean(int row) {
        return at(row).getBoolean(place.applyAsInt(row));
    }

    @Override
    public byte getByte(int row) {
        return at(row).getByte(place.applyAsInt(row));
    }

    @Override
    public short getShort(int row) {
        return at(row).getShort(place.applyAsInt(row));
    }

    @Override
    public int getInt(int row) {
        return at(row).getInt(place.applyAsInt(row));
    }

    @Override
    public long getLong(int row) {
        return at(row).getLong(place.applyAsInt(row));
    }

    @Override
    public float getFloat(int row) {
        return at(row).getFloat(place.applyAsInt(row));
    }

    @Override
    public double getDouble(int row) {
        return at(row).getDouble(place.applyAsInt(row));
    }

    @Override
    public byte[] getBinary(int row) {
        return at(row).getBinary(place.applyAsInt(row));
    }

    @Override
    public String getString(int row) {
        return at(row).getUTF8String(place.applyAsInt(row)).toString();
    }

    @Override
    public BigDecimal getDecimal(int row) {
        DecimalType decimal = (DecimalType) type;
        return at(row).getDecimal(place.applyAsInt(row), decimal.getPrecision(), decimal.getScale())
                .toJavaBigDecimal();
    }

    @Override
    public ArrayValue getArray(int row) {
        ArrayData array = at(row).getArray(place.applyAsInt(row));
        DataType element = ((ArrayType) type).getElementType();
        RowVector elements = new RowVector(element, array.numElements(), any -> array, each -> each);
        return new ArrayValue() {
            @Override
            public int getSize() {
                return elements.getSize();
            }

            @Override
            public ColumnVector getElements() {
                return elements;
            }
        };
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        StructType struct = (StructType) type;
        return new RowVector(
                struct.at(ordinal).getDataType(),
                size,
                row -> isNullAt(row) ? null : at(row).getStruct(place.applyAsInt(row), struct.length()),
                row -> ordinal);
    }
}
