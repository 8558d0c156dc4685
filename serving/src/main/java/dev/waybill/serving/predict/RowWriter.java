package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Values as Spark itself holds them, as JSON: a number with all digits that it takes to have its bits back, null for one that
 * JSON does not have (NaN, infinite), a time in UTC.
 */
public final class RowWriter {

    private RowWriter() {}

    /** Writes a column as a field. */
    public static void write(JsonGenerator json, StructField column, SpecializedGetters row, int place)
            throws IOException {
        json.writeFieldName(column.name());
        write(json, column.dataType(), row, place);
    }

    private static void write(JsonGenerator json, DataType type, SpecializedGetters values, int place)
            throws IOException {
        if (values.isNullAt(place)) {
            json.writeNull();
        } else if (type instanceof DoubleType) {
            write(json, values.getDouble(place));
        } else if (type instanceof FloatType) {
            float value = values.getFloat(place);
            if (Float.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
        } else if (type instanceof BooleanType) {
            json.writeBoolean(values.getBoolean(place));
        } else if (type instanceof IntegerType) {
            json.writeNumber(values.getInt(place));
        } else if (type instanceof LongType) {
            json.writeNumber(values.getLong(place));
        } else {
            writeOther(json, type, values, place);
        }
    }

    private static void write(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private static void writeOther(JsonGenerator json, DataType type, SpecializedGetters values, int place)
            throws IOException {
        if (type instanceof ArrayType array) {
            write(json, array.elementType(), values.getArray(place));
        } else if (type instanceof StructType struct) {
            write(json, struct, values.getStruct(place, struct.size()));
        } else if (type instanceof TimestampType) {
            json.writeString(
                    Instant.EPOCH.plus(values.getLong(place), ChronoUnit.MICROS).toString());
        } else if (type instanceof DateType) {
            json.writeString(LocalDate.ofEpochDay(values.getInt(place)).toString());
        } else if (type instanceof DecimalType decimal) {
            json.writeNumber(values.getDecimal(place, decimal.precision(), decimal.scale())
                    .toJavaBigDecimal());
        } else if (type instanceof BinaryType) {
            json.writeBinary(values.getBinary(place));
        } else {
            json.writeString(values.get(place, type).toString());
        }
    }

    private static void write(JsonGenerator json, DataType element, ArrayData values) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < values.numElements(); i++) {
            write(json, element, values, i);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, StructType type, InternalRow row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < type.size(); i++) {
            write(json, type.fields()[i], row, i);
        }
        json.writeEndObject();
    }
}
