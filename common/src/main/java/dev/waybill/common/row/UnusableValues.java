package dev.waybill.common.row;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.section.Unusable;
import dev.waybill.common.section.Unusable.Numbers;
import dev.waybill.common.section.Unusable.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Values that no model can use, and what becomes of them.
 *
 * @param types of the columns as their expressions give them
 */
public record UnusableValues(Unusable policy, StructType types) {

    /** For each row, the columns that had one, the value, and whether the row is refused for it. */
    public static final String COLUMN = "_unusable";

    /** Why such rows do not get through, in Spark SQL. */
    public static final String REASONS =
            "transform(filter(%s, found -> found.refused), found -> concat('unusable-', found.column))"
                    .formatted(COLUMN);

    private static final String TYPE = "struct<column:string,value:string,refused:boolean>";

    /** Also a space that does not break, as spreadsheets and web pages have it. */
    private static final String BLANKS_AT_ENDS = "^[\\s\\u00A0]+|[\\s\\u00A0]+$";

    private static final double LARGEST = Float.MAX_VALUE;

    /** What each row has of them. */
    public Column found(Map<String, Column> columns) {
        Stream<Column> found = columns.entrySet().stream()
                .flatMap(column -> condition(column.getKey(), column.getValue()).stream()
                        .map(is -> when(is, found(column.getKey(), column.getValue()))));
        return array_compact(
                array(Stream.concat(Stream.of(lit(null).cast(TYPE)), found).toArray(Column[]::new)));
    }

    private Column found(String name, Column value) {
        boolean refused = isText(name) ? policy.texts() == Texts.refuse : policy.numbers() == Numbers.refuse;
        return struct(
                lit(name).as("column"),
                value.cast("string").as("value"),
                lit(refused).as("refused"));
    }

    /** A column without them, as far as that is asked for. */
    public Column usable(String name, Column value) {
        Optional<Column> condition = condition(name, value);
        if (condition.isEmpty()) {
            return value;
        }
        Column other = when(condition.get(), instead(name, value)).otherwise(value);
        return other.cast(type(name));
    }

    private Column instead(String name, Column value) {
        if (isText(name)) {
            return policy.texts() == Texts.missing ? lit(null) : value;
        }
        return switch (policy.numbers()) {
            case keep, refuse -> value;
            case missing -> lit(null);
            case clip ->
                when(value.cast("double").isNaN(), lit(null))
                        .when(value.gt(0), LARGEST)
                        .otherwise(-LARGEST);
        };
    }

    /** When a value is one; empty where the column can have none, or nothing is asked for. */
    private Optional<Column> condition(String name, Column value) {
        if (isText(name)) {
            return Optional.of(regexp_replace(value, BLANKS_AT_ENDS, "").isin(texts()))
                    .filter(any -> policy.texts() != Texts.keep);
        }
        boolean mayBe = List.of(DataTypes.DoubleType, DataTypes.FloatType).contains(type(name));
        Column number = value.cast("double");
        return Optional.of(number.isNaN().or(number.gt(LARGEST)).or(number.lt(-LARGEST)))
                .filter(any -> mayBe && policy.numbers() != Numbers.keep);
    }

    private Object[] texts() {
        return Stream.concat(Stream.of(""), policy.placeholders().stream().map(String::strip))
                .toArray();
    }

    private boolean isText(String name) {
        return type(name) instanceof StringType;
    }

    private DataType type(String name) {
        return types.apply(name).dataType();
    }
}
