package dev.waybill.common.model;

import dev.waybill.common.conf.Evaluation;
import dev.waybill.common.conf.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How good predictions of a quantity are, by the names that metrics files, tracking and gates share. */
public final class RegressionQuality {

    /** Metrics of which less is better; of all others more is. */
    private static final List<String> ERRORS = List.of("mae", "rmse");

    private RegressionQuality() {}

    /** All metrics that {@link #of} gives. */
    public static List<String> names(Evaluation evaluation, Source.Label label) {
        return List.of("mae", "rmse", "r2", evaluation.withinName(label), "rows");
    }

    /**
     * Mean absolute and root mean squared error in the label's unit, the coefficient of determination, the share of rows
     * within the bound of {@link Evaluation#within}, and the number of rows. Where all labels are the same there is no
     * coefficient of determination.
     *
     * @param predicted has the label and the prediction, neither null
     */
    public static Map<String, Double> of(
            Dataset<Row> predicted, Source.Label label, String prediction, Evaluation evaluation) {
        Dataset<Row> pairs = predicted.select(
                functions.col(prediction).cast("double").as("prediction"),
                functions.col(label.name()).cast("double").as("label"));
        RegressionMetrics metrics = new RegressionEvaluator().getMetrics(pairs);
        Row counted = pairs.agg(functions.avg(isWithin(evaluation.within())), functions.count(functions.lit(1)))
                .first();
        Map<String, Double> byName = new LinkedHashMap<>();
        byName.put("mae", metrics.meanAbsoluteError());
        byName.put("rmse", metrics.rootMeanSquaredError());
        if (Double.isFinite(metrics.r2())) {
            byName.put("r2", metrics.r2());
        }
        byName.put(evaluation.withinName(label), counted.getDouble(0));
        byName.put("rows", (double) counted.getLong(1));
        return Collections.unmodifiableMap(byName);
    }

    /** Whether a model is the better, the less it has of a metric. */
    public static boolean lessIsBetter(String metric) {
        return ERRORS.contains(metric);
    }

    private static Column isWithin(double bound) {
        return functions
                .abs(functions.col("prediction").minus(functions.col("label")))
                .leq(bound)
                .cast("double");
    }
}
