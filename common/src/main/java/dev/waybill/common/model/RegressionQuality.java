package dev.waybill.common.model;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How good predictions of a quantity are, by the names that metrics files, tracking and gates share. */
public final class RegressionQuality {

    private static final String MEDIAN = "median_absolute_error";
    private static final String P90 = "p90_absolute_error";
    private static final String LARGEST = "largest_absolute_error";

    private RegressionQuality() {}

    /**
     * The metrics of one prediction: see {@link #of(Dataset, Source.Label, List, Evaluation, PredictionLoss)}.
     *
     * @param predicted has the label and the prediction, neither null
     */
    public static Map<String, Double> of(
            Dataset<Row> predicted, Source.Label label, String prediction, Evaluation evaluation, PredictionLoss loss) {
        return Objects.requireNonNull(
                of(predicted, label, List.of(prediction), evaluation, loss).get(prediction));
    }

    /**
     * The metrics of some predictions for the same rows, in one pass, by the prediction's column. In the label's unit:
     * mean absolute and root mean squared error, the median and the 90th percentile of the absolute error, and the bias,
     * which is above 0 where predictions are too long. As shares: the coefficient of determination, the mean absolute
     * error relative to the label (without rows whose label is 0), and the share of rows within the bound of
     * {@link Evaluation#within}. Where a prediction has quantiles beside it: the coverage and mean width of the 50% and
     * the 90% interval, and the share of labels up to each quantile. Where all labels are the same there is no
     * coefficient of determination. And the loss, under its name.
     *
     * @param predicted has the label and the predictions, none of them null
     * @throws Refusal if an error is too large to be added up
     */
    public static Map<String, Map<String, Double>> of(
            Dataset<Row> predicted,
            Source.Label label,
            List<String> predictions,
            Evaluation evaluation,
            PredictionLoss loss) {
        ErrorSums errors = ErrorSums.of(label, evaluation, loss);
        List<Column> aggregates = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            String prediction = predictions.get(i);
            String prefix = prefix(i);
            errors.aggregates(predicted, prediction, Optional.empty())
                    .forEach((name, sum) -> aggregates.add(sum.as(prefix + name)));
            Column error = functions.abs(functions.col(prediction).minus(functions.col(label.name())));
            aggregates.add(quantile(error, 0.5).as(prefix + MEDIAN));
            aggregates.add(quantile(error, 0.9).as(prefix + P90));
            aggregates.add(functions.max(error).as(prefix + LARGEST));
        }
        Row row = Sessions.summary(predicted.agg(functions.lit(true).as("any"), aggregates.toArray(Column[]::new)));
        Map<String, Map<String, Double>> byPrediction = new LinkedHashMap<>();
        for (int i = 0; i < predictions.size(); i++) {
            ToDoubleFunction<String> sums = QualitySums.in(row, prefix(i));
            requireSummable(sums.applyAsDouble(LARGEST), label);
            byPrediction.put(predictions.get(i), metrics(sums, errors));
        }
        return byPrediction;
    }

    private static String prefix(int prediction) {
        return prediction + "_";
    }

    /** The square of a larger error is not in its sum, and the sum then none. */
    private static void requireSummable(double largest, Source.Label label) {
        double limit = Math.sqrt(ExactSum.LIMIT);
        if (largest >= limit) {
            throw Refusal.data(
                    "evaluate.huge-error",
                    String.format(
                            Locale.ROOT,
                            "Cannot judge predictions of %s: one is off by %.3g, and errors from %.0e on cannot be added up.",
                            label.name(),
                            largest,
                            limit),
                    "Look for its row, and quarantine what cannot be by checks.quarantine.");
        }
    }

    private static Map<String, Double> metrics(ToDoubleFunction<String> sums, ErrorSums errors) {
        Map<String, Double> metrics = new LinkedHashMap<>(errors.metrics(sums));
        metrics.put(MEDIAN, sums.applyAsDouble(MEDIAN));
        metrics.put(P90, sums.applyAsDouble(P90));
        return Collections.unmodifiableMap(metrics);
    }

    /**
     * The quantile of a quantity that is not negative, to four significant digits: rounded first, so that there are few
     * enough distinct values to count them all, and the quantile is the same however the rows are distributed.
     */
    public static Column quantile(Column value, double level) {
        Column digit = functions.pow(
                functions.lit(10.0), functions.floor(functions.log10(value)).minus(3));
        Column rounded = functions
                .when(value.gt(0), functions.round(value.divide(digit)).multiply(digit))
                .otherwise(value);
        return functions.round(functions.percentile(rounded, functions.lit(level)), 12);
    }
}
