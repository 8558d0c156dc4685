package dev.waybill.common.model;

import dev.waybill.common.model.ClassCounts.Cell;
import dev.waybill.common.stats.Reliability;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How good predictions of one of several classes are.
 *
 * @param metrics by the names that metrics files, tracking and gates share
 * @param top a row counts as right among so many classes
 * @param reliability of the probability of the class that is predicted
 */
public record ClassQuality(Map<String, Double> metrics, int top, ClassCounts counts, Reliability reliability) {

    private static final String RIGHT = "_right";
    private static final String CONFIDENCE = "_confidence";

    /**
     * Of some predictions for the same rows, by the prediction's column. From {@link ClassSums}: accuracy, top-k accuracy, the
     * mean log loss in nats, the mean probability of the predicted class and the difference of that and the accuracy, which is
     * above 0 where probabilities are too high. From {@link ClassCounts}: macro and weighted F1. And the calibration error of
     * the predicted class's probability, over bins of equal mass: see {@link ProbabilityRanks}. Six Spark jobs for one
     * prediction, four more for each other.
     *
     * @param predicted has the label and the predictions, of {@link ClassSums#JUDGED}, none of them null
     * @param loss that {@code skill} goes by
     */
    public static Map<String, ClassQuality> of(
            Dataset<Row> predicted, String label, List<String> predictions, int top, PredictionLoss loss) {
        ClassSums family = new ClassSums(label, top, loss);
        List<Column> aggregates = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            String prefix = prefix(i);
            family.aggregates(predicted, predictions.get(i), Optional.empty())
                    .forEach((name, sum) -> aggregates.add(sum.as(prefix + name)));
        }
        Row sums = Sessions.summary(predicted.agg(functions.lit(true).as("any"), aggregates.toArray(Column[]::new)));
        Map<Integer, List<Cell>> cells = cells(predicted, label, predictions);
        Map<String, ClassQuality> found = new LinkedHashMap<>();
        for (int i = 0; i < predictions.size(); i++) {
            ToDoubleFunction<String> own = QualitySums.in(sums, prefix(i));
            Reliability reliability = reliability(predicted, label, predictions.get(i), own);
            ClassCounts counts = new ClassCounts(cells.getOrDefault(i, List.of()));
            found.put(
                    predictions.get(i),
                    new ClassQuality(metrics(family.metrics(own), counts, reliability), top, counts, reliability));
        }
        return found;
    }

    private static String prefix(int prediction) {
        return prediction + "_";
    }

    /** By prediction, in order; as many as there are classes times classes at most. */
    private static Map<Integer, List<Cell>> cells(Dataset<Row> predicted, String label, List<String> predictions) {
        Column[] each = IntStream.range(0, predictions.size())
                .mapToObj(i -> functions.struct(
                        functions.lit(i).as("prediction"),
                        functions
                                .col(predictions.get(i))
                                .getField(ClassSums.CLASS)
                                .as("said")))
                .toArray(Column[]::new);
        Map<Integer, List<Cell>> cells = new HashMap<>();
        Sessions.summaries(predicted
                        .select(
                                functions.col(label).cast("string").as("actual"),
                                functions.inline(functions.array(each)))
                        .groupBy("prediction", "actual", "said")
                        .agg(functions.count(functions.lit(1))))
                .forEach(row -> cells.computeIfAbsent(row.getInt(0), prediction -> new ArrayList<>())
                        .add(new Cell(row.getString(1), row.getString(2), row.getLong(3))));
        cells.values()
                .forEach(some -> some.sort(Comparator.comparing(Cell::actual).thenComparing(Cell::predicted)));
        return cells;
    }

    /** A yes is here a row whose class is the one that is predicted. */
    private static Reliability reliability(
            Dataset<Row> predicted, String label, String prediction, ToDoubleFunction<String> sums) {
        long rows = (long) sums.applyAsDouble("rows");
        if (rows == 0) {
            return new Reliability(List.of());
        }
        Column said = functions.col(prediction);
        Dataset<Row> answers = predicted.select(
                ClassSums.isRight(label, said).cast("double").as(RIGHT),
                said.getField(ClassSums.PROBABILITY).as(CONFIDENCE));
        return ProbabilityRanks.of(answers, RIGHT, List.of(CONFIDENCE), rows, (long) sums.applyAsDouble("right"))
                .getOrDefault(CONFIDENCE, ProbabilityRanks.NONE)
                .reliability();
    }

    private static Map<String, Double> metrics(Map<String, Double> sums, ClassCounts counts, Reliability reliability) {
        Map<String, Double> metrics = new LinkedHashMap<>(sums);
        metrics.put("macro_f1", counts.macroF1());
        metrics.put("weighted_f1", counts.weightedF1());
        metrics.put("calibration_error", reliability.calibrationError());
        metrics.remove(ProbabilitySums.RMS_LOG_LOSS);
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return Collections.unmodifiableMap(metrics);
    }
}
