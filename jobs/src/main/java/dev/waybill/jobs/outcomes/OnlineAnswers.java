package dev.waybill.jobs.outcomes;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of the table of answers as rows of table scored have it, in the types that params mean now, whatever types they had when
 * the table was made; and of which request they are.
 */
final class OnlineAnswers {

    static final String REQUEST_ID = "_request_id";
    static final String REQUEST_ROW = "_request_row";
    static final String TENANT = "_tenant";
    static final String ASKED_AT = "_asked_at";
    /** All that is taken along beside what a model said. */
    static final List<String> OF_REQUEST = List.of(ScoredTable.VARIANT, REQUEST_ID, REQUEST_ROW, TENANT, ASKED_AT);

    private OnlineAnswers() {}

    /** Why rows of such a table cannot be judged; empty if they can. */
    static Optional<String> trouble(StructType table, Outcomes.Params params) {
        List<String> own =
                List.of(OnlineTables.REQUEST_ID, OnlineTables.REQUEST_ROW, OnlineTables.TENANT, ScoredTable.SCORED_AT);
        Optional<String> clash = FeatureTable.rowColumns(params.source()).stream()
                .filter(name -> own.stream().anyMatch(name::equalsIgnoreCase))
                .findFirst();
        String missing = Stream.concat(required(params), FeatureTable.rowColumns(params.source()).stream())
                .distinct()
                .filter(name -> Arrays.stream(table.fieldNames()).noneMatch(name::equalsIgnoreCase))
                .collect(Collectors.joining(", "));
        return clash.map(name ->
                        "rows of %s are not judged: %s is a column of theirs, and part of the key or the event time"
                                .formatted(OnlineTables.PREDICTIONS, name))
                .or(() -> Optional.of("rows of %s are not judged: the table has no %s, as params have it now"
                                .formatted(OnlineTables.PREDICTIONS, missing))
                        .filter(any -> !missing.isEmpty()));
    }

    private static Stream<String> required(Outcomes.Params params) {
        return Stream.of(
                Tables.EVENT_DATE,
                params.source().eventTime(),
                ScoredTable.MODEL_NAME,
                ScoredTable.MODEL_VERSION,
                ScoredTable.SCORED_AT,
                OnlineTables.REQUEST_ID,
                OnlineTables.REQUEST_ROW,
                prediction(params));
    }

    private static String prediction(Outcomes.Params params) {
        return ScoredTable.prediction(params.task(), params.source().label().name());
    }

    /** Which of the typed rows have all that it takes to judge them. */
    static Column isComplete(Outcomes.Params params) {
        return Stream.of(
                        Tables.EVENT_DATE,
                        params.source().eventTime(),
                        ScoredTable.MODEL_NAME,
                        ScoredTable.MODEL_VERSION,
                        ASKED_AT,
                        REQUEST_ID,
                        REQUEST_ROW,
                        prediction(params))
                .map(name -> functions.col(name).isNotNull())
                .reduce(Column::and)
                .orElseThrow();
    }

    /** @param clean the type of clean rows, whose keys these are compared with */
    static Dataset<Row> typed(Dataset<Row> table, StructType clean, Outcomes.Params params) {
        Retyped columns = new Retyped(table.schema());
        List<Column> typed = new ArrayList<>();
        FeatureTable.rowColumns(params.source())
                .forEach(name ->
                        typed.add(columns.as(name, clean.apply(name).dataType()).as(name)));
        typed.add(columns.as(ScoredTable.MODEL_NAME, DataTypes.StringType).as(ScoredTable.MODEL_NAME));
        typed.add(columns.as(ScoredTable.MODEL_VERSION, DataTypes.IntegerType).as(ScoredTable.MODEL_VERSION));
        typed.add(columns.as(ScoredTable.IS_OOD, DataTypes.BooleanType).as(ScoredTable.IS_OOD));
        typed.add(columns.as(ScoredTable.VARIANT, DataTypes.StringType).as(ScoredTable.VARIANT));
        typed.add(columns.as(OnlineTables.REQUEST_ID, DataTypes.StringType).as(REQUEST_ID));
        typed.add(columns.as(OnlineTables.REQUEST_ROW, DataTypes.IntegerType).as(REQUEST_ROW));
        typed.add(columns.as(OnlineTables.TENANT, DataTypes.StringType).as(TENANT));
        typed.add(columns.as(ScoredTable.SCORED_AT, DataTypes.TimestampType).as(ASKED_AT));
        typed.addAll(predicted(columns, params));
        Column isTold = functions.not(
                functions.coalesce(columns.as(OnlineTables.SHADOW, DataTypes.BooleanType), functions.lit(false)));
        return table.where(isTold).select(typed.toArray(Column[]::new));
    }

    /** A number that was a class, or the other way round, is of another task, and is none. */
    private static List<Column> predicted(Retyped columns, Outcomes.Params params) {
        String prediction = prediction(params);
        List<Column> predicted = new ArrayList<>();
        if (params.task() == Task.multiclass) {
            predicted.add(columns.ofKind(prediction, DataTypes.StringType).as(prediction));
            predicted.add(columns.ofKind(ScoredTable.PROBABILITY, DataTypes.DoubleType)
                    .as(ScoredTable.PROBABILITY));
            predicted.add(classes(columns).as(ScoredTable.PROBABILITIES));
            return predicted;
        }
        predicted.add(columns.ofKind(prediction, DataTypes.DoubleType).as(prediction));
        Intervals.LEVELS.stream()
                .map(level -> ScoredTable.quantile(prediction, level))
                .filter(columns::has)
                .forEach(name ->
                        predicted.add(columns.ofKind(name, DataTypes.DoubleType).as(name)));
        return predicted;
    }

    private static Column classes(Retyped columns) {
        DataType classes = DataTypes.createArrayType(
                new StructType().add("class", DataTypes.StringType).add("probability", DataTypes.DoubleType));
        return columns.ofKind(ScoredTable.PROBABILITIES, classes);
    }
}
