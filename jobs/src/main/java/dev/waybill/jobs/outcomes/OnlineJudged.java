package dev.waybill.jobs.outcomes;

import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Answers beside their labels, as {@link JudgedRows} has it of scores: from the clean table, or else from what was fed back. */
final class OnlineJudged {

    /** Whether it is the answer by which its key is judged: see {@link #counting}. */
    static final String COUNTS = "counts";
    /** Where the label is from: {@link #CLEAN} or {@link #FEEDBACK}. */
    static final String LABEL_SOURCE = "label_source";

    static final String CLEAN = "clean";
    static final String FEEDBACK = "feedback";

    private static final String FINISHED_AT = "_finished_at";
    private static final String ORDER = "_order";

    private OnlineJudged() {}

    /** @param answers of {@link OnlineAnswers}, with the columns of {@link OnlineFeedback} */
    static Dataset<Row> of(Dataset<Row> answers, SortedSet<LocalDate> dates, Outcomes.Params params, Tables tables) {
        Source source = params.source();
        List<String> beside = new ArrayList<>(OnlineAnswers.OF_REQUEST);
        beside.addAll(List.of(OnlineFeedback.AT, OnlineFeedback.ACTUAL));
        Dataset<Row> said = JudgedRows.said(answers, params, beside);
        Dataset<Row> labelled =
                JudgedRows.labelled(dates, params, tables, "left").withColumn(FINISHED_AT, finishedAt(source));
        List<String> keyOfDay = Stream.concat(source.key().stream(), Stream.of(Tables.EVENT_DATE))
                .distinct()
                .toList();
        return counting(
                JudgedRows.judged(withFeedback(JudgedRows.beside(said, labelled, keyOfDay), params), params), source);
    }

    /** When a row was over; null where nothing says so but the event time, which is when it began. */
    private static Column finishedAt(Source source) {
        String availableAt = source.label().availableAt();
        return availableAt.equals(source.eventTime())
                ? functions.lit(null).cast(DataTypes.TimestampType)
                : functions.col(availableAt).cast(DataTypes.TimestampType);
    }

    private static Dataset<Row> withFeedback(Dataset<Row> rows, Outcomes.Params params) {
        Column label = functions.col(JudgedRows.LABEL);
        Column isClean = label.isNotNull();
        Column actual = functions.col(OnlineFeedback.ACTUAL);
        Column fedBack = params.task() == Task.multiclass ? actual.cast(DataTypes.StringType) : actual;
        Column at = functions.col(OnlineFeedback.AT);
        return rows.withColumn(LABEL_SOURCE, functions.when(isClean, CLEAN).when(actual.isNotNull(), FEEDBACK))
                .withColumn(
                        FINISHED_AT,
                        functions.when(isClean, functions.col(FINISHED_AT)).otherwise(at))
                .withColumn(
                        JudgedRows.KNOWN_AT,
                        functions
                                .when(isClean, functions.col(JudgedRows.KNOWN_AT))
                                .otherwise(at))
                .withColumn(JudgedRows.LABEL, functions.coalesce(label, fedBack));
    }

    /**
     * Of a key that was asked for several times, one answer counts: of those with a label the last before the row was over, which
     * is what whoever asked went by in the end; where all came later, the first of them. So a client that asks again and again does
     * not weigh more than others. Variants are told apart. Rows without a whole key are told apart by their requests.
     */
    private static Dataset<Row> counting(Dataset<Row> rows, Source source) {
        Column hasKey = source.key().stream()
                .map(name -> functions.col(name).isNotNull())
                .reduce(Column::and)
                .orElseThrow();
        Stream<Column> key = Stream.concat(
                Stream.of(functions.col(Tables.EVENT_DATE), functions.col(ScoredTable.VARIANT)),
                source.key().stream().map(functions::col));
        Stream<Column> request = Stream.of(OnlineAnswers.REQUEST_ID, OnlineAnswers.REQUEST_ROW, OnlineAnswers.TENANT)
                .map(name -> functions.when(functions.not(hasKey), functions.col(name)));
        Column asked = functions.col(OnlineAnswers.ASKED_AT);
        Column finished = functions.col(FINISHED_AT);
        Column isInTime = finished.isNull().or(asked.leq(finished));
        WindowSpec order = Window.partitionBy(Stream.concat(key, request).toArray(Column[]::new))
                .orderBy(
                        functions.col(JudgedRows.LABEL).isNotNull().desc(),
                        isInTime.desc(),
                        functions.when(isInTime, asked).desc(),
                        asked.asc(),
                        functions.col(OnlineAnswers.REQUEST_ID).desc(),
                        functions.col(OnlineAnswers.REQUEST_ROW).desc());
        return rows.withColumn(ORDER, functions.row_number().over(order))
                .withColumn(COUNTS, functions.col(ORDER).equalTo(1))
                .drop(ORDER);
    }

    /** The rows of the table of outcomes: all answers with a label. */
    static Dataset<Row> outcomes(Dataset<Row> judged, Source source) {
        List<Column> columns = new ArrayList<>();
        FeatureTable.rowColumns(source).forEach(name -> columns.add(functions.col(name)));
        columns.add(functions.col(OnlineAnswers.REQUEST_ID).as(OnlineTables.REQUEST_ID));
        columns.add(functions.col(OnlineAnswers.REQUEST_ROW).as(OnlineTables.REQUEST_ROW));
        columns.add(functions.col(OnlineAnswers.ASKED_AT).as(ScoredTable.SCORED_AT));
        Stream.concat(
                        Stream.of(
                                ScoredTable.MODEL_NAME,
                                ScoredTable.MODEL_VERSION,
                                ScoredTable.VARIANT,
                                ScoredTable.IS_OOD),
                        Stream.concat(
                                JudgedRows.predicted(judged).stream(),
                                Stream.of(
                                        JudgedRows.LABEL,
                                        JudgedRows.ERROR,
                                        JudgedRows.KNOWN_AT,
                                        JudgedRows.DELAY,
                                        LABEL_SOURCE,
                                        COUNTS)))
                .forEach(name -> columns.add(functions.col(name)));
        return Tables.labelled(judged, JudgedRows.LABEL).select(columns.toArray(Column[]::new));
    }
}
