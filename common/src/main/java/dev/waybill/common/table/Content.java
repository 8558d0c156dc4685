package dev.waybill.common.table;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What rows hold, whatever order and files they are in: how many they are, and the sum of a 64-bit hash of each. Two
 * datasets that agree in both hold the same rows, but for a chance of about one in 2^64.
 */
final class Content {

    /** A sum of 64-bit numbers overflows them; in decimals it is exact, and so does not depend on the order. */
    private static final String EXACT = "decimal(20,0)";

    private Content() {}

    /** A hash of a row's values. Spark's own passes over nulls, so that each value also says whether it is one. */
    static Column hash(Collection<Column> values) {
        return functions.xxhash64(values.stream()
                .flatMap(value -> Stream.of(value, value.isNull()))
                .toArray(Column[]::new));
    }

    /** Whether two datasets hold the same rows, as far as these columns go. */
    static boolean isSame(Dataset<Row> one, Dataset<Row> other, List<String> columns) {
        return print(one, columns).equals(print(other, columns));
    }

    private static Row print(Dataset<Row> rows, List<String> columns) {
        Column[] figures = figures(columns);
        return Sessions.summary(rows.agg(figures[0], figures[1]));
    }

    /** The event dates of which two datasets of the same columns hold different rows, in order: one row a date. */
    static List<LocalDate> differingDates(Dataset<Row> one, Dataset<Row> other) {
        List<String> columns = Arrays.asList(one.columns());
        Column[] figures = figures(columns);
        Dataset<Row> differing = Stream.of(one, other)
                .map(rows -> rows.groupBy(Tables.EVENT_DATE).agg(figures[0], figures[1]))
                .reduce((a, b) -> a.except(b).union(b.except(a)))
                .orElseThrow()
                .select(functions.col(Tables.EVENT_DATE).cast("string"))
                .distinct();
        return Sessions.summaries(differing).stream()
                .map(row -> LocalDate.parse(row.getString(0)))
                .sorted()
                .toList();
    }

    private static Column[] figures(List<String> columns) {
        Column hash = hash(columns.stream().map(functions::col).toList());
        return new Column[] {
            functions.count(functions.lit(1)).as("rows"),
            functions.sum(hash.cast(EXACT)).as("hashes")
        };
    }
}
