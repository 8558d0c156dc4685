package dev.waybill.common.model;

import dev.waybill.common.stats.Gains;
import dev.waybill.common.stats.Reliability;
import dev.waybill.common.stats.RocArea;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How good predicted probabilities of a yes are.
 *
 * @param metrics by the names that metrics files, tracking and gates share
 * @param decision by which rows are called a yes
 */
public record ClassificationQuality(
        Map<String, Double> metrics, DecisionThreshold decision, Confusion confusion, ProbabilityRanks ranks) {

    /** How many rows are what, and are called what. */
    public record Confusion(long trueYes, long falseYes, long missedYes, long trueNo) {

        private static Confusion of(ToDoubleFunction<String> sums) {
            return new Confusion(
                    (long) sums.applyAsDouble("true_yes"),
                    (long) sums.applyAsDouble("false_yes"),
                    (long) sums.applyAsDouble("missed_yes"),
                    (long) sums.applyAsDouble("true_no"));
        }
    }

    /**
     * Of some predictions for the same rows, by the prediction's column. From {@link ProbabilitySums}: the mean log loss in
     * nats, the mean squared error of the probability (Brier, Monthly Weather Review 78, 1950), the share of yes, the mean
     * probability and the difference of these two, which is above 0 where probabilities are too high; and, of rows called
     * yes or no, accuracy, precision, recall and F1. From {@link ProbabilityRanks}: the area under the ROC curve, the average
     * precision, the calibration error, what the Brier score consists of, and the lift of the tenth of the rows with the
     * highest probabilities. Without those that there are not, such as the area where there is only one class. Five Spark
     * jobs for all predictions.
     *
     * @param predicted has the label, 0 or 1, and the probabilities, none of them null
     * @param predictions by column, from which probability on it calls a row a yes
     */
    public static Map<String, ClassificationQuality> of(
            Dataset<Row> predicted, String label, Map<String, DecisionThreshold> predictions, PredictionLoss loss) {
        List<String> columns = List.copyOf(predictions.keySet());
        List<ProbabilitySums> families = predictions.values().stream()
                .map(decision -> new ProbabilitySums(label, decision.threshold(), loss))
                .toList();
        Row row = sums(predicted, columns, families);
        ToDoubleFunction<String> any = QualitySums.in(row, prefix(0));
        long rows = (long) any.applyAsDouble("rows");
        Map<String, ProbabilityRanks> ranks = rows == 0
                ? Map.of()
                : ProbabilityRanks.of(predicted, label, columns, rows, (long) any.applyAsDouble("yes"));
        Map<String, ClassificationQuality> found = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            ToDoubleFunction<String> sums = QualitySums.in(row, prefix(i));
            ProbabilityRanks own = ranks.getOrDefault(column, ProbabilityRanks.NONE);
            found.put(
                    column,
                    new ClassificationQuality(
                            metrics(families.get(i).metrics(sums), own),
                            predictions.getOrDefault(column, DecisionThreshold.HALF),
                            Confusion.of(sums),
                            own));
        }
        return found;
    }

    private static Row sums(Dataset<Row> predicted, List<String> columns, List<ProbabilitySums> families) {
        List<Column> aggregates = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String prefix = prefix(i);
            families.get(i)
                    .aggregates(predicted, columns.get(i), Optional.empty())
                    .forEach((name, sum) -> aggregates.add(sum.as(prefix + name)));
        }
        return Sessions.summary(predicted.agg(functions.lit(true).as("any"), aggregates.toArray(Column[]::new)));
    }

    private static String prefix(int prediction) {
        return prediction + "_";
    }

    private static Map<String, Double> metrics(Map<String, Double> sums, ProbabilityRanks ranks) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        ranks.area().map(RocArea::area).ifPresent(area -> metrics.put("auc", area));
        ranks.averagePrecision().ifPresent(precision -> metrics.put("average_precision", precision));
        metrics.putAll(sums);
        metrics.remove(ProbabilitySums.RMS_LOG_LOSS);
        Reliability reliability = ranks.reliability();
        metrics.put("calibration_error", reliability.calibrationError());
        metrics.put("brier_reliability", reliability.reliability());
        metrics.put("brier_resolution", reliability.resolution());
        metrics.put("brier_uncertainty", reliability.uncertainty());
        metrics.put("brier_within_bins", reliability.withinBins(sums.getOrDefault("brier", Double.NaN)));
        metrics.put("lift_top_decile", ranks.gains().lift(Gains.SLICES / 10));
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return Collections.unmodifiableMap(metrics);
    }
}
