package dev.waybill.serving.predict;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.waybill.serving.http.FieldProblem;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.DateTimeUtils$;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * JSON values as the values that Spark itself holds: strictly, but that a text also takes a number or true and false, as a
 * text file would have them, and a time is one as a cast of Spark SQL reads it, without an offset in the source's zone.
 */
final class JsonValues {

    private static final Map<DataType, long[]> WHOLE = Map.of(
            DataTypes.ByteType, new long[] {Byte.MIN_VALUE, Byte.MAX_VALUE},
            DataTypes.ShortType, new long[] {Short.MIN_VALUE, Short.MAX_VALUE},
            DataTypes.IntegerType, new long[] {Integer.MIN_VALUE, Integer.MAX_VALUE},
            DataTypes.LongType, new long[] {Long.MIN_VALUE, Long.MAX_VALUE});

    private final JsonParser parser;
    private final ZoneId zone;
    private final Consumer<FieldProblem> problems;

    JsonValues(JsonParser parser, ZoneId zone, Consumer<FieldProblem> problems) {
        this.parser = parser;
        this.zone = zone;
        this.problems = problems;
    }

    /** The value that the parser stands at; null also where it is none of the type, which is told. */
    @Nullable
    Object read(DataType type, String field) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        } else if (type instanceof ArrayType array) {
            return array(array, field);
        } else if (type instanceof StructType struct) {
            return struct(struct, field);
        }
        Object value = simple(type);
        if (value == null) {
            problems.accept(new FieldProblem(field, "must be " + words(type)));
            parser.skipChildren();
        }
        return value;
    }

    private @Nullable Object array(ArrayType type, String field) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return refused(field, "must be a list");
        }
        List<@Nullable Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(read(type.elementType(), "%s[%d]".formatted(field, values.size())));
        }
        return new GenericArrayData(values.toArray());
    }

    private @Nullable Object struct(StructType type, String field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return refused(field, "must be an object");
        }
        Map<String, Integer> places =
                IntStream.range(0, type.size()).boxed().collect(Collectors.toMap(i -> type.fields()[i].name(), i -> i));
        @Nullable Object[] values = new @Nullable Object[type.size()];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.getCurrentName();
            parser.nextToken();
            Integer place = places.get(name);
            if (place == null) {
                refused(field + "." + name, "is not known");
            } else {
                StructField inner = type.fields()[place];
                values[place] = read(inner.dataType(), field + "." + name);
            }
        }
        return new GenericInternalRow(values);
    }

    private @Nullable Object refused(String field, String problem) throws IOException {
        problems.accept(new FieldProblem(field, problem));
        parser.skipChildren();
        return null;
    }

    /** Null where the value is none of the type. */
    private @Nullable Object simple(DataType type) throws IOException {
        JsonToken token = parser.currentToken();
        if (type instanceof StringType) {
            return token.isScalarValue() ? UTF8String.fromString(parser.getText()) : null;
        } else if (type instanceof BooleanType) {
            return token.isBoolean() ? (Object) parser.getBooleanValue() : null;
        } else if (token.isNumeric()) {
            return number(type);
        }
        return token == JsonToken.VALUE_STRING ? text(type, UTF8String.fromString(parser.getText())) : null;
    }

    private @Nullable Object number(DataType type) throws IOException {
        long[] range = WHOLE.get(type);
        if (range != null) {
            return whole(type, range);
        } else if (type instanceof DoubleType) {
            double value = parser.getDoubleValue();
            return Double.isInfinite(value) ? null : (Object) value;
        } else if (type instanceof FloatType) {
            float value = parser.getFloatValue();
            return Float.isInfinite(value) ? null : (Object) value;
        }
        return type instanceof DecimalType decimal ? decimal(decimal) : null;
    }

    private @Nullable Object whole(DataType type, long[] range) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return null;
        }
        long value = parser.getLongValue();
        if (value < range[0] || value > range[1]) {
            return null;
        } else if (type instanceof LongType) {
            return value;
        } else if (type instanceof IntegerType) {
            return (int) value;
        }
        return type instanceof ShortType ? (Object) (short) value : (Object) (byte) value;
    }

    /** Not rounded: more digits than the type has are none of it. A number of very many digits is not written out for that. */
    private @Nullable Decimal decimal(DecimalType type) throws IOException {
        BigDecimal value = parser.getDecimalValue();
        boolean fits = value.scale() <= type.scale()
                && (long) value.precision() - value.scale() <= DecimalType.MAX_PRECISION();
        if (!fits) {
            return null;
        }
        Decimal decimal = Decimal.apply(value);
        return decimal.changePrecision(type.precision(), type.scale()) ? decimal : null;
    }

    private @Nullable Object text(DataType type, UTF8String text) {
        if (type instanceof TimestampType) {
            return value(DateTimeUtils$.MODULE$.stringToTimestamp(text, zone));
        } else if (type instanceof TimestampNTZType) {
            return value(DateTimeUtils$.MODULE$.stringToTimestampWithoutTimeZone(text));
        } else if (type instanceof DateType) {
            return value(DateTimeUtils$.MODULE$.stringToDate(text));
        }
        return type instanceof BinaryType ? bytes(text.toString()).orElse(null) : null;
    }

    private static @Nullable Object value(Option<Object> option) {
        return option.isDefined() ? option.get() : null;
    }

    private static Optional<byte[]> bytes(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String words(DataType type) {
        long[] range = WHOLE.get(type);
        if (range != null) {
            return "a whole number from %d to %d".formatted(range[0], range[1]);
        } else if (type instanceof StringType) {
            return "a text";
        } else if (type instanceof BooleanType) {
            return "true or false";
        } else if (type instanceof DecimalType decimal) {
            return "a number of at most %d digits, %d of them behind the point"
                    .formatted(decimal.precision(), decimal.scale());
        } else if (type instanceof DateType) {
            return "a date such as 2020-03-08";
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return "a time such as 2020-03-08T07:15:00Z";
        }
        return type instanceof BinaryType ? "a text in Base64" : "a number";
    }
}
