package dev.waybill.jobs.score;

import dev.waybill.common.model.Recalibration;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Which dates are not scored as they would be now, and why. Costs a few columns of both tables.
 *
 * @param entries of an explanation
 * @param later recalibrations of the champion
 */
record StaleScores(Champion champion, SortedMap<LocalDate, Recalibration> later, int entries) {

    /** Of a date that was not scored before. */
    static final String NEW = "not scored before";

    /**
     * Compares.
     *
     * @param features of the dates that may be scored
     * @param scored all that was scored of them
     * @return by date, what is other than it was
     */
    SortedMap<LocalDate, String> of(Dataset<Row> features, Dataset<Row> scored) {
        Map<LocalDate, ScoredDate> wanted = byDate(features, this::wanted, features.col(FeatureTable.COMPUTED_AT));
        Map<LocalDate, ScoredDate> there = byDate(
                scored,
                ScoredDate::there,
                scored.col(ScoredTable.FEATURES_COMPUTED_AT),
                scored.col(ScoredTable.MODEL_SHA256),
                functions.size(scored.col(ScoredTable.EXPLANATION)),
                calibration(scored));
        SortedMap<LocalDate, String> stale = new TreeMap<>();
        wanted.forEach((date, asWanted) ->
                why(Optional.ofNullable(there.get(date)), asWanted).ifPresent(why -> stale.put(date, why)));
        there.keySet().stream()
                .filter(date -> !wanted.containsKey(date))
                .forEach(date -> stale.put(date, "its rows are gone"));
        return stale;
    }

    private static Optional<String> why(Optional<ScoredDate> there, ScoredDate wanted) {
        return there.isEmpty() ? Optional.of(NEW) : there.get().why(wanted);
    }

    private ScoredDate wanted(Row row) {
        LocalDate date = row.getDate(0).toLocalDate();
        return ScoredDate.wanted(
                row,
                champion.model().sha256(),
                entries,
                champion.model().calibration().map(same -> Calibrations.nameOn(date, champion, later)));
    }

    /** An older Waybill did not say. */
    private static Column calibration(Dataset<Row> scored) {
        return Arrays.asList(scored.columns()).contains(ScoredTable.CALIBRATION)
                ? scored.col(ScoredTable.CALIBRATION)
                : functions.lit(null).cast("string");
    }

    /** Of each date, how many rows there are, how many of them are fresh, the least and the largest of some columns. */
    private static Map<LocalDate, ScoredDate> byDate(
            Dataset<Row> rows, Function<Row, ScoredDate> read, Column... columns) {
        Stream<Column> ends =
                Arrays.stream(columns).flatMap(column -> Stream.of(functions.min(column), functions.max(column)));
        Column[] figures = Stream.concat(Stream.of(functions.count_if(functions.col(FeatureTable.IS_FRESH))), ends)
                .toArray(Column[]::new);
        return Sessions.summaries(rows.groupBy(Tables.EVENT_DATE).agg(functions.count(functions.lit(1)), figures))
                .stream()
                .collect(Collectors.toMap(row -> row.getDate(0).toLocalDate(), read));
    }
}
