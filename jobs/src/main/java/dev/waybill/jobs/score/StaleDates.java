package dev.waybill.jobs.score;

import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which dates are not scored as they would be now: other rows, features computed at another time, another limit for how
 * old history may be, another model, or explanations of another length. Costs a few columns of both tables.
 */
final class StaleDates {

    private StaleDates() {}

    /**
     * Compares.
     *
     * @param features of the dates that may be scored
     * @param scored all that was scored of them
     * @param entries of an explanation
     */
    static SortedSet<LocalDate> of(Dataset<Row> features, Dataset<Row> scored, TrainedModel model, int entries) {
        Map<LocalDate, List<Object>> wanted = byDate(
                features,
                functions.lit(model.sha256()),
                functions.col(FeatureTable.COMPUTED_AT),
                functions.lit(entries));
        Map<LocalDate, List<Object>> there = byDate(
                scored,
                functions.col(ScoredTable.MODEL_SHA256),
                functions.col(ScoredTable.FEATURES_COMPUTED_AT),
                functions.size(functions.col(ScoredTable.EXPLANATION)));
        SortedSet<LocalDate> stale = new TreeSet<>(wanted.keySet());
        stale.addAll(there.keySet());
        stale.removeIf(date -> wanted.getOrDefault(date, List.of()).equals(there.getOrDefault(date, List.of())));
        return stale;
    }

    /** Of each date, how many rows there are, how many of them are fresh, the least and the largest of some columns. */
    private static Map<LocalDate, List<Object>> byDate(Dataset<Row> rows, Column... columns) {
        Stream<Column> ends =
                Arrays.stream(columns).flatMap(column -> Stream.of(functions.min(column), functions.max(column)));
        Column[] figures = Stream.concat(Stream.of(functions.count_if(functions.col(FeatureTable.IS_FRESH))), ends)
                .toArray(Column[]::new);
        return rows.groupBy(Tables.EVENT_DATE).agg(functions.count(functions.lit(1)), figures).collectAsList().stream()
                .collect(Collectors.toMap(
                        row -> ((Date) row.get(0)).toLocalDate(),
                        StaleDates::values,
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static List<Object> values(Row row) {
        return Collections.unmodifiableList(
                IntStream.range(1, row.size()).mapToObj(row::get).collect(Collectors.toList()));
    }
}
