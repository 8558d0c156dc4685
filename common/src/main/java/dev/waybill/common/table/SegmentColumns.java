package dev.waybill.common.table;

import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.SqlExpressions;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The columns by which params part rows into segments: features, columns of the clean rows, and
 * {@link Evaluation#segmentColumns} over them.
 */
public final class SegmentColumns {

    /** Between the names of a segmentation's columns: {@code origin x destination}. */
    public static final String BETWEEN_NAMES = " x ";

    public static final String BETWEEN_VALUES = " / ";

    private SegmentColumns() {}

    /** Clean rows with the columns that others of the same keys have beside; where both have one, the clean one stands. */
    public static Dataset<Row> beside(Dataset<Row> clean, Dataset<Row> others, List<String> key) {
        return beside(clean, others, key, "inner");
    }

    /** The same by another kind of join, as Spark calls it. */
    public static Dataset<Row> beside(Dataset<Row> clean, Dataset<Row> others, List<String> key, String join) {
        Set<String> names = new LinkedHashSet<>(Arrays.asList(others.columns()));
        names.removeIf(name -> Arrays.stream(clean.columns()).anyMatch(name::equalsIgnoreCase));
        names.addAll(key);
        Column[] columns = names.stream().map(functions::col).toArray(Column[]::new);
        return clean.join(others.select(columns), key.toArray(String[]::new), join);
    }

    /** The rows with the columns beside them that params define for this. */
    public static Dataset<Row> defined(Dataset<Row> rows, Evaluation evaluation, ZoneId zone) {
        return Sessions.inZone(rows.sparkSession(), zone, () -> defined(rows, evaluation.segmentColumns()));
    }

    private static Dataset<Row> defined(Dataset<Row> rows, Map<String, String> expressions) {
        Dataset<Row> all = rows;
        for (Map.Entry<String, String> column : expressions.entrySet()) {
            all = all.withColumn(
                    column.getKey(),
                    SqlExpressions.on(rows, "evaluate.segment-columns." + column.getKey(), column.getValue()));
        }
        return all;
    }

    /** What the segments by some columns have in common. */
    public static String name(List<String> columns) {
        return String.join(BETWEEN_NAMES, columns);
    }

    /** Which segment a row is in, as text, never null. */
    public static Column value(Dataset<Row> rows, List<String> columns) {
        Column[] values = columns.stream()
                .map(column -> SqlExpressions.on(rows, "evaluate.segments", column))
                .map(column -> functions.coalesce(column.cast("string"), functions.lit("none")))
                .toArray(Column[]::new);
        return functions.concat_ws(BETWEEN_VALUES, values);
    }
}
