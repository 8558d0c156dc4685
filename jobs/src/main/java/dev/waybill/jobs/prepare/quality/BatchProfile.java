package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The clean rows of a batch in numbers, found in one pass, and another for each group of columns that should be unique.
 *
 * @param columns in the order of the table
 * @param uniqueness by group of columns, of the rows that have any of them the share whose values no other row has, 0 to 1
 */
public record BatchProfile(long rows, List<ColumnProfile> columns, Map<List<String>, Double> uniqueness) {

    /** How many quantiles of a number are kept, from the least value to the greatest: half a percent of rows apart. */
    static final int QUANTILES = 201;

    /** Rows that quantiles are taken of: of them a quantile is known to about 0.2 percent of rows. */
    static final long SAMPLED_ROWS = 50_000;

    /** Columns are called by letters first, so that these are none. */
    private static final String NUMBER = "_number_";

    private static final String SAMPLE = "_sample_";

    /**
     * Measures some rows.
     *
     * @param clean the rows of the clean table
     * @param rows how many they are
     * @param key by which rows are sampled, so that the quantiles do not depend on how the rows are partitioned
     */
    public static BatchProfile of(Dataset<Row> clean, long rows, List<String> key, List<List<String>> unique) {
        List<StructField> fields = Arrays.stream(clean.schema().fields())
                .filter(field -> !field.name().equals(Tables.EVENT_DATE))
                .toList();
        ColumnMetrics metrics = new ColumnMetrics();
        fields.forEach(field -> request(field, key, metrics));
        unique.forEach(metrics::uniqueness);
        Map<String, Map<String, Double>> found = metrics.measure(prepared(clean, fields, rows, key));
        return new BatchProfile(
                rows,
                fields.stream().map(field -> column(field, rows, found)).toList(),
                unique.stream()
                        .distinct()
                        .collect(Collectors.toMap(
                                Function.identity(), group -> found(found, "Uniqueness", String.join(",", group)))));
    }

    private static void request(StructField field, List<String> key, ColumnMetrics metrics) {
        metrics.completeness(field.name());
        if (!isNested(field)) {
            metrics.distinct(field.name());
        }
        if (isNumber(field)) {
            metrics.range(NUMBER + field.name());
        }
        if (isNumber(field) && !key.contains(field.name())) {
            metrics.quantiles(SAMPLE + field.name(), probabilities());
        }
    }

    private static Dataset<Row> prepared(Dataset<Row> clean, List<StructField> fields, long rows, List<String> key) {
        Column hash = xxhash64(key.stream().map(clean::col).toArray(Column[]::new));
        Column sampled =
                rows <= SAMPLED_ROWS ? lit(true) : pmod(hash, lit(rows)).lt(SAMPLED_ROWS);
        List<Column> columns = new ArrayList<>();
        for (StructField field : fields) {
            Column column = clean.col(field.name());
            // Of a nested value it matters only whether it is there: Deequ takes no others.
            columns.add(isNested(field) ? when(column.isNotNull(), lit(1)).as(field.name()) : column);
            if (isNumber(field)) {
                Column number = when(not(isnan(column.cast("double"))), column.cast("double"));
                columns.add(number.as(NUMBER + field.name()));
                columns.add(when(sampled, number).as(SAMPLE + field.name()));
            }
        }
        return clean.select(columns.toArray(Column[]::new));
    }

    private static ColumnProfile column(StructField field, long rows, Map<String, Map<String, Double>> found) {
        String number = NUMBER + field.name();
        double completeness = found(found, "Completeness", field.name());
        return new ColumnProfile(
                field.name(),
                field.dataType().simpleString(),
                Math.round(completeness * rows),
                completeness,
                value(found, "ApproxCountDistinct", field.name()),
                value(found, "Minimum", number),
                value(found, "Maximum", number),
                probabilities().stream()
                        .flatMap(at -> value(found, "ApproxQuantiles-" + at, SAMPLE + field.name()).stream())
                        .toList());
    }

    /** The figures of a column. */
    Optional<ColumnProfile> column(String name) {
        return columns.stream().filter(profile -> profile.column().equals(name)).findFirst();
    }

    private static Optional<Double> value(Map<String, Map<String, Double>> found, String name, String column) {
        return Optional.ofNullable(found.getOrDefault(name, Map.of()).get(column));
    }

    /** Of no rows, Deequ says nothing: then nothing is there. */
    private static double found(Map<String, Map<String, Double>> found, String name, String column) {
        return value(found, name, column).orElse(0.0);
    }

    private static List<Double> probabilities() {
        return IntStream.range(0, QUANTILES)
                .mapToObj(i -> (double) i / (QUANTILES - 1))
                .toList();
    }

    private static boolean isNumber(StructField field) {
        return field.dataType() instanceof NumericType;
    }

    private static boolean isNested(StructField field) {
        return field.dataType() instanceof StructType
                || field.dataType() instanceof ArrayType
                || field.dataType() instanceof MapType;
    }
}
