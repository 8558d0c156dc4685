package dev.waybill.jobs.score;

import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Of each date, how many rows there are, how many of them are fresh, the least and the largest of some columns. */
final class DateFigures {

    private DateFigures() {}

    /** As rows of these, in this order, the date being the first. */
    static <T> Map<LocalDate, T> of(Dataset<Row> rows, Function<Row, T> read, Column... columns) {
        Stream<Column> ends =
                Arrays.stream(columns).flatMap(column -> Stream.of(functions.min(column), functions.max(column)));
        Column[] figures = Stream.concat(Stream.of(functions.count_if(functions.col(FeatureTable.IS_FRESH))), ends)
                .toArray(Column[]::new);
        return Sessions.summaries(rows.groupBy(Tables.EVENT_DATE).agg(functions.count(functions.lit(1)), figures))
                .stream()
                .collect(Collectors.toMap(row -> row.getDate(0).toLocalDate(), read));
    }
}
