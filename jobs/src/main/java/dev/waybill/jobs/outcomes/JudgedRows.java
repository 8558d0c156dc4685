package dev.waybill.jobs.outcomes;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.SegmentColumns;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What each model version said of some dates, beside the label as far as it is in, and the columns that segments go by. */
final class JudgedRows {

    static final String PREDICTION = "prediction";
    static final String LABEL = "label";
    /** Of a class, 1 where it is another than predicted. */
    static final String ERROR = "error";
    /** Of a class, the probability of the one that is predicted. */
    static final String PROBABILITY = "prediction_probability";
    /** The likeliest classes. */
    static final String LIKELIEST = "prediction_classes";
    /** When the label was known: available, and its row there. */
    static final String KNOWN_AT = "label_known_at";
    /** From the event time to that. */
    static final String DELAY = "delay_hours";

    /** Whether it was said by the version that is in charge of the date, and so was published, but for an experiment's rows. */
    static final String IN_CHARGE = "in_charge";

    private static final String PUBLISHED = "_published_version";
    private static final double SECONDS_OF_HOUR = 3600;

    private JudgedRows() {}

    static Dataset<Row> of(SortedSet<LocalDate> dates, Outcomes.Params params, Tables tables) {
        Source source = params.source();
        Dataset<Row> said = said(inCharge(dates, tables), params, List.of(IN_CHARGE));
        return judged(beside(said, labelled(dates, params, tables, "inner"), source.key()), params);
    }

    /**
     * Clean rows with their features, the columns of segments, the label and when that was known.
     *
     * @param join inner, or left for rows without features as well
     */
    static Dataset<Row> labelled(SortedSet<LocalDate> dates, Outcomes.Params params, Tables tables, String join) {
        Source source = params.source();
        Evaluation evaluation = params.evaluate();
        Dataset<Row> clean =
                LateRows.beside(Tables.within(tables.read(source.table()), dates), source, tables, Optional.empty());
        Dataset<Row> features = Tables.within(tables.read(FeatureTable.NAME), dates);
        Dataset<Row> rows = SegmentColumns.defined(
                SegmentColumns.beside(clean, features, source.key(), join), evaluation, source.timeZone());
        return rows.withColumn(LABEL, functions.col(source.label().name()).cast(type(params)))
                .withColumn(KNOWN_AT, knownAt(source));
    }

    /** What was said with all that the clean rows of the same key have beside it. */
    static Dataset<Row> beside(Dataset<Row> said, Dataset<Row> labelled, List<String> key) {
        String[] shared = Stream.of(labelled.columns())
                .filter(name -> Arrays.asList(said.columns()).contains(name))
                .filter(name -> !key.contains(name))
                .toArray(String[]::new);
        return said.join(labelled.drop(shared), key.toArray(String[]::new), "left");
    }

    static Dataset<Row> judged(Dataset<Row> beside, Outcomes.Params params) {
        return beside.withColumn(ERROR, error(params))
                .withColumn(DELAY, hours(functions.col(params.source().eventTime()), functions.col(KNOWN_AT)));
    }

    private static Column error(Outcomes.Params params) {
        Column predicted = functions.col(PREDICTION);
        Column label = functions.col(LABEL);
        return params.task() == Task.multiclass ? predicted.notEqual(label).cast("double") : predicted.minus(label);
    }

    private static String type(Outcomes.Params params) {
        return params.task() == Task.multiclass ? "string" : "double";
    }

    private static Dataset<Row> inCharge(SortedSet<LocalDate> dates, Tables tables) {
        Dataset<Row> scored = Tables.within(tables.read(ScoredTable.NAME), dates);
        if (!tables.exists(ScoredTable.CURRENT)) {
            return scored.withColumn(IN_CHARGE, functions.lit(true));
        }
        Dataset<Row> versions = Tables.within(ScoredTable.ofChampion(tables.read(ScoredTable.CURRENT)), dates)
                .groupBy(Tables.EVENT_DATE)
                .agg(functions.max(ScoredTable.MODEL_VERSION).as(PUBLISHED));
        return scored.join(functions.broadcast(versions), new String[] {Tables.EVENT_DATE}, "left")
                .withColumn(IN_CHARGE, functions.col(ScoredTable.MODEL_VERSION).eqNullSafe(functions.col(PUBLISHED)));
    }

    /** When a row's label was known; null without one. */
    static Column knownAt(Source source) {
        return functions.when(
                functions.col(source.label().name()).isNotNull(),
                functions.greatest(
                        functions.col(source.label().availableAt()).cast("timestamp"),
                        functions.col(LateRows.ARRIVED_AT)));
    }

    static Column hours(Column from, Column to) {
        return to.cast("timestamp")
                .cast("double")
                .minus(from.cast("timestamp").cast("double"))
                .divide(SECONDS_OF_HOUR);
    }

    /** @param beside further columns that are taken along */
    static Dataset<Row> said(Dataset<Row> scored, Outcomes.Params params, List<String> beside) {
        String prediction =
                ScoredTable.prediction(params.task(), params.source().label().name());
        List<Column> columns = new ArrayList<>();
        FeatureTable.rowColumns(params.source()).stream().map(functions::col).forEach(columns::add);
        Stream.concat(Stream.of(ScoredTable.MODEL_NAME, ScoredTable.MODEL_VERSION), beside.stream())
                .map(functions::col)
                .forEach(columns::add);
        columns.add(isOutlier(scored));
        if (params.task() == Task.multiclass) {
            columns.add(functions.col(prediction).as(PREDICTION));
            columns.add(functions.col(ScoredTable.PROBABILITY).as(PROBABILITY));
            columns.add(
                    functions.col(ScoredTable.PROBABILITIES).getField("class").as(LIKELIEST));
        } else {
            columns.add(ScoredTable.predicted(
                            scored, params.task(), params.source().label().name())
                    .as(PREDICTION));
        }
        Intervals.LEVELS.stream()
                .filter(level -> Arrays.asList(scored.columns()).contains(ScoredTable.quantile(prediction, level)))
                .map(level -> functions
                        .col(ScoredTable.quantile(prediction, level))
                        .cast("double")
                        .as(ScoredTable.quantile(PREDICTION, level)))
                .forEach(columns::add);
        return scored.select(columns.toArray(Column[]::new));
    }

    /** Nobody knows of a model that has no such flag. */
    private static Column isOutlier(Dataset<Row> scored) {
        return Arrays.asList(scored.columns()).contains(ScoredTable.IS_OOD)
                ? functions.col(ScoredTable.IS_OOD)
                : functions.lit(null).cast("boolean").as(ScoredTable.IS_OOD);
    }

    /** The rows of the table of outcomes: those with a label. */
    static Dataset<Row> outcomes(Dataset<Row> judged, Source source) {
        List<String> columns = new ArrayList<>(FeatureTable.rowColumns(source));
        columns.addAll(List.of(ScoredTable.MODEL_NAME, ScoredTable.MODEL_VERSION, IN_CHARGE, ScoredTable.IS_OOD));
        columns.addAll(predicted(judged));
        columns.addAll(List.of(LABEL, ERROR, KNOWN_AT, DELAY));
        return Tables.labelled(judged, LABEL)
                .select(columns.stream().distinct().map(functions::col).toArray(Column[]::new));
    }

    static List<String> predicted(Dataset<Row> judged) {
        return Arrays.stream(judged.columns())
                .filter(name -> name.startsWith(PREDICTION))
                .toList();
    }
}
