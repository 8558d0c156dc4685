package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * The first rows of a query, as texts the way Spark SQL writes them.
 *
 * @param more whether there are rows beyond these
 */
record QueryResult(List<TextTable.Column> columns, List<List<String>> rows, boolean more) {

    /** @param limit the most rows to take; 0 for all */
    static QueryResult of(Dataset<Row> query, int limit) {
        Dataset<Row> some = limit == 0 ? query : query.limit(limit + 1);
        List<Row> taken = texts(some).collectAsList();
        List<Row> shown = limit == 0 ? taken : taken.subList(0, Math.min(limit, taken.size()));
        return new QueryResult(
                Arrays.stream(query.schema().fields()).map(QueryResult::column).toList(),
                shown.stream().map(QueryResult::cells).toList(),
                taken.size() > shown.size());
    }

    /** Goes by position, because columns of a query may share a name. */
    private static Dataset<Row> texts(Dataset<Row> query) {
        String[] names = IntStream.range(0, query.columns().length)
                .mapToObj(i -> "c" + i)
                .toArray(String[]::new);
        Dataset<Row> renamed = query.toDF(names);
        return renamed.select(Arrays.stream(names)
                .map(name -> renamed.col(name).cast("string"))
                .toArray(Column[]::new));
    }

    private static TextTable.Column column(StructField field) {
        return new TextTable.Column(field.name(), field.dataType() instanceof NumericType);
    }

    private static List<String> cells(Row row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            cells.add(row.isNullAt(i) ? "null" : row.getString(i));
        }
        return cells;
    }
}
