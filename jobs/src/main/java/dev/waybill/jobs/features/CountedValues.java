package dev.waybill.jobs.features;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;

/** The values that a sequence counts, as their columns write them: 5 is 5.0 in a column of doubles. */
final class CountedValues {

    private CountedValues() {}

    /**
     * @param counts by column, values as params have them
     * @throws Refusal if one is none that its column can have
     */
    static Map<String, List<String>> of(Map<String, List<String>> counts, Dataset<Row> rows) {
        List<Column> written = new ArrayList<>();
        counts.forEach((column, values) -> values.forEach(
                value -> written.add(written(value, rows.schema().apply(column).dataType()))));
        if (written.isEmpty()) {
            return counts;
        }
        Row found = Sessions.summary(rows.sparkSession().range(1).select(written.toArray(Column[]::new)));
        Map<String, List<String>> all = new LinkedHashMap<>();
        int next = 0;
        for (Map.Entry<String, List<String>> counted : counts.entrySet()) {
            List<String> ofColumn = new ArrayList<>();
            for (String value : counted.getValue()) {
                ofColumn.add(require(found.getString(next++), value, counted.getKey(), rows));
            }
            all.put(counted.getKey(), ofColumn);
        }
        return all;
    }

    /** Null if the type has no such value; a cast to a whole number would cut it to another one. */
    private static Column written(String value, DataType type) {
        Column text = functions.lit(value);
        Column cast = text.cast(type);
        boolean cuts = type instanceof NumericType
                && !List.of(DataTypes.DoubleType, DataTypes.FloatType).contains(type);
        Column isSame = cuts ? cast.cast("double").equalTo(text.cast("double")) : functions.lit(true);
        return functions.when(isSame, cast.cast(DataTypes.StringType));
    }

    private static String require(@Nullable String written, String value, String column, Dataset<Row> rows) {
        if (written == null) {
            throw Refusal.mistake(
                    "params.invalid-value",
                    "Invalid params: features.sequence counts '%s' of %s, which is of type %s and never has it."
                            .formatted(
                                    value,
                                    column,
                                    rows.schema().apply(column).dataType().simpleString()),
                    "Correct the value.");
        }
        return written;
    }
}
