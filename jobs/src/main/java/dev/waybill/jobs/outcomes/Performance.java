package dev.waybill.jobs.outcomes;

import dev.waybill.common.model.ExactSum;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.SegmentColumns;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The table of how good predictions of a day were: one row for each metric of a day, model version and segment. Each is there
 * as the labels have it that are in, and once more with the weights of {@link Maturity}, which stand for those that are not.
 */
public final class Performance {

    public static final String TABLE = "performance";
    /** All rows of a day, as segment and as its value. */
    public static final String ALL = "all";

    public static final String SEGMENT = "segment";
    public static final String SEGMENT_VALUE = "segment_value";
    /** Whether the version is in charge of the date: what it said was published. */
    public static final String IN_CHARGE = JudgedRows.IN_CHARGE;

    public static final String METRIC = "metric";
    /** Of the labels that are in. */
    public static final String VALUE = "value";
    /** With the weights for those that are not; null where too few are in. */
    public static final String CORRECTED = "corrected_value";

    static final String ROWS = "rows";
    static final String LABELS = "labels";
    static final String LABELLED_SHARE = "labelled_share";

    private static final String RMSE = "rmse";

    private Performance() {}

    /**
     * Measures.
     *
     * @param judged rows of {@link JudgedRows} with the columns of {@link Maturity}
     * @param apart a column beside day, version and segment that tells apart what is measured by itself
     */
    static Dataset<Row> of(Dataset<Row> judged, Outcomes.Params params, String apart) {
        Map<String, Column> terms = terms(judged, params);
        Column[] aggregates = Stream.concat(
                        Stream.of(
                                functions.count(JudgedRows.LABEL).as(LABELS),
                                functions
                                        .bool_and(functions.col(Maturity.MATURE))
                                        .as(Maturity.MATURE)),
                        terms.entrySet().stream().map(term -> measure(term.getKey(), term.getValue())))
                .toArray(Column[]::new);
        Dataset<Row> measured = parts(judged, params.evaluate())
                .groupBy(
                        functions.col(Tables.EVENT_DATE),
                        functions.col(ScoredTable.MODEL_NAME),
                        functions.col(ScoredTable.MODEL_VERSION),
                        functions.col(apart),
                        functions.col(SEGMENT),
                        functions.col(SEGMENT_VALUE))
                .agg(functions.count(functions.lit(1)).as(ROWS), aggregates);
        return aLine(measured.where(isLarge(params.evaluate())), terms, apart);
    }

    /** Of small segments, whose number knows no bounds, one day tells nothing. */
    private static Column isLarge(Evaluation evaluation) {
        return functions.col(SEGMENT).equalTo(ALL).or(functions.col(ROWS).geq(evaluation.segmentRows()));
    }

    /** Of what only a ranking can be judged by, there is no more than how many labels are in. */
    private static Map<String, Column> terms(Dataset<Row> judged, Outcomes.Params params) {
        return switch (params.task()) {
            case regression -> ofQuantity(judged, params);
            case binary -> ofProbability();
            case multiclass -> ofClass();
            case anomaly, recommend -> Map.of();
        };
    }

    private static Map<String, Column> ofProbability() {
        Column actual = functions.col(JudgedRows.LABEL);
        Column probability = functions.col(JudgedRows.PREDICTION);
        Map<String, Column> terms = new LinkedHashMap<>();
        Stream.of(Loss.log_loss, Loss.brier)
                .map(loss -> new PredictionLoss(loss, 0))
                .forEach(loss -> terms.put(loss.name(), loss.term(actual, probability)));
        terms.put("bias", functions.col(JudgedRows.ERROR));
        return terms;
    }

    /** Of the likeliest classes alone, which are all that is published: no log loss of one that is not among them. */
    private static Map<String, Column> ofClass() {
        Column right = functions.lit(1.0).minus(functions.col(JudgedRows.ERROR));
        Column among = functions.array_contains(functions.col(JudgedRows.LIKELIEST), functions.col(JudgedRows.LABEL));
        Map<String, Column> terms = new LinkedHashMap<>();
        terms.put(Task.multiclass.error(), functions.col(JudgedRows.ERROR));
        terms.put("accuracy", right);
        terms.put("top_accuracy", among.cast("double"));
        terms.put("bias", functions.col(JudgedRows.PROBABILITY).minus(right));
        return terms;
    }

    private static Map<String, Column> ofQuantity(Dataset<Row> judged, Outcomes.Params params) {
        Map<String, Column> terms = new LinkedHashMap<>();
        Column error = functions.col(JudgedRows.ERROR);
        terms.put("mae", functions.abs(error));
        terms.put(RMSE, error.multiply(error));
        terms.put("bias", error);
        terms.put(
                params.evaluate().withinName(params.source().label()),
                functions.abs(error).leq(params.evaluate().within()).cast("double"));
        coverage(judged, "coverage_50", 0.25, 0.75, terms);
        coverage(judged, "coverage_90", 0.05, 0.95, terms);
        return terms;
    }

    private static void coverage(
            Dataset<Row> judged, String name, double lower, double upper, Map<String, Column> terms) {
        String from = ScoredTable.quantile(JudgedRows.PREDICTION, lower);
        if (Arrays.asList(judged.columns()).contains(from)) {
            terms.put(
                    name,
                    functions
                            .col(JudgedRows.LABEL)
                            .between(
                                    functions.col(from),
                                    functions.col(ScoredTable.quantile(JudgedRows.PREDICTION, upper)))
                            .cast("double"));
        }
    }

    private static Column measure(String name, Column term) {
        Column weight = functions.when(functions.col(JudgedRows.LABEL).isNotNull(), functions.col(Maturity.WEIGHT));
        Column value = ExactSum.mean(term);
        Column corrected = ExactSum.of(term.multiply(weight)).divide(ExactSum.of(weight));
        boolean isRoot = name.equals(RMSE);
        return functions
                .struct(
                        (isRoot ? functions.sqrt(value) : value).as(VALUE),
                        (isRoot ? functions.sqrt(corrected) : corrected).as(CORRECTED))
                .as(name);
    }

    private static Dataset<Row> parts(Dataset<Row> judged, Evaluation evaluation) {
        List<Column> parts = new ArrayList<>();
        parts.add(part(ALL, functions.lit(ALL)));
        evaluation
                .segments()
                .forEach(columns ->
                        parts.add(part(SegmentColumns.name(columns), SegmentColumns.value(judged, columns))));
        parts.add(part(ScoredTable.IS_OOD, functions.col(ScoredTable.IS_OOD).cast("string")));
        return judged.select(functions.col("*"), functions.inline(functions.array(parts.toArray(Column[]::new))));
    }

    private static Column part(String name, Column value) {
        return functions.struct(functions.lit(name).as(SEGMENT), value.as(SEGMENT_VALUE));
    }

    /** A line for each metric; one without a metric's name says how many labels there are of what none is measured of. */
    private static Dataset<Row> aLine(Dataset<Row> measured, Map<String, Column> terms, String apart) {
        Stream<Column> metrics = terms.keySet().stream()
                .map(name -> functions.struct(
                        functions.lit(name).as(METRIC),
                        functions.col(name + "." + VALUE),
                        functions.col(name + "." + CORRECTED)));
        Column share = functions.struct(
                functions.lit(LABELLED_SHARE).as(METRIC),
                functions.col(LABELS).divide(functions.col(ROWS)).as(VALUE),
                functions.lit(null).cast("double").as(CORRECTED));
        return measured.select(
                functions.col(Tables.EVENT_DATE),
                functions.col(ScoredTable.MODEL_NAME),
                functions.col(ScoredTable.MODEL_VERSION),
                functions.col(apart),
                functions.col(SEGMENT),
                functions.col(SEGMENT_VALUE),
                functions.inline(
                        functions.array(Stream.concat(metrics, Stream.of(share)).toArray(Column[]::new))),
                functions.col(ROWS),
                functions.col(LABELS),
                functions.col(Maturity.MATURE));
    }

    /** Days as a whole, each by the model version that is in charge of it; none of which nothing is measured. */
    public static SortedMap<LocalDate, DayFigures> days(Collection<LocalDate> dates, Source source, Tables tables) {
        SortedMap<LocalDate, DayFigures> days = new TreeMap<>();
        if (tables.exists(TABLE)) {
            Dataset<Row> lines = Tables.within(tables.read(TABLE), dates)
                    .where(functions.col(SEGMENT).equalTo(ALL))
                    .where(functions.col(IN_CHARGE));
            Sessions.summaries(lines).stream()
                    .collect(Collectors.groupingBy(line ->
                            line.getDate(line.fieldIndex(Tables.EVENT_DATE)).toLocalDate()))
                    .forEach((date, ofDay) -> days.put(date, DayFigures.of(ofDay, source)));
        }
        return days;
    }
}
