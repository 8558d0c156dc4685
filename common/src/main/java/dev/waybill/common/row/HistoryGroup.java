package dev.waybill.common.row;

import dev.waybill.common.section.Features;
import dev.waybill.common.section.History;
import dev.waybill.common.section.Stat;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Histories by the same columns.
 *
 * @param number tells its rows from those of the others
 */
public record HistoryGroup(int number, List<String> key, List<History> histories) implements Serializable {

    /** Those of a set of features, in the order in which they are first named. */
    public static List<HistoryGroup> of(Features features) {
        Map<List<String>, List<History>> byKey = new LinkedHashMap<>();
        features.history()
                .forEach(history -> byKey.computeIfAbsent(history.key(), key -> new ArrayList<>())
                        .add(history));
        List<HistoryGroup> groups = new ArrayList<>();
        byKey.forEach((key, histories) -> groups.add(new HistoryGroup(groups.size(), key, histories)));
        return List.copyOf(groups);
    }

    /**
     * A feature that it gives.
     *
     * @param isCount of such, nothing known is zero; of any other it is null
     */
    public record Named(String name, boolean isCount) {

        /** The type of its column. */
        public DataType type() {
            return isCount ? DataTypes.LongType : DataTypes.DoubleType;
        }
    }

    /** Its features, in the order in which a key's answers stand. */
    public List<Named> features() {
        return histories.stream()
                .flatMap(history -> history.windows().stream()
                        .flatMap(window -> history.stats().stream()
                                .map(stat -> new Named(history.feature(stat, window), stat.equals(Stat.COUNT)))))
                .toList();
    }

    /** The columns that are summed up. */
    public Stream<String> measures() {
        return histories.stream().map(History::of).distinct();
    }

    /**
     * The key of a row as one text, whatever columns it has: each as text after its length, so that no two keys are the
     * same. Null where one of them is: such a row is nobody's.
     */
    public Column text(StructType rows) {
        Stream<Column> cells = key.stream().flatMap(name -> {
            Column cell = cell(name, rows.apply(name).dataType()).cast(DataTypes.StringType);
            return Stream.of(functions.length(cell).cast(DataTypes.StringType), functions.lit(":"), cell);
        });
        return functions.concat(
                Stream.concat(Stream.of(functions.lit("")), cells).toArray(Column[]::new));
    }

    /** The two zeros of floating point are one key, as they are to SQL. */
    private static Column cell(String name, DataType type) {
        boolean isFloating = type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
        return isFloating ? functions.col(name).plus(0.0) : functions.col(name);
    }
}
