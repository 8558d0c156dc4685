package dev.waybill.common.model;

import java.util.Map;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How good predictions of a quantity are; errors in the label's unit.
 *
 * @param within the share of rows whose absolute error is at most the bound given, 0 to 1
 */
public record RegressionQuality(double mae, double rmse, double r2, double within, long rows) {

    /** Metrics of which less is better; of all others more is. */
    private static final java.util.Set<String> ERRORS = java.util.Set.of("mae", "rmse");

    /** @param bound of {@link #within}, in the label's unit */
    public static RegressionQuality of(Dataset<Row> predicted, String label, String prediction, double bound) {
        Dataset<Row> pairs = predicted.select(
                functions.col(prediction).cast("double").as("prediction"),
                functions.col(label).cast("double").as("label"));
        Row counted = pairs.select(
                        functions.count(functions.lit(1)),
                        functions.avg(functions
                                .abs(functions.col("prediction").minus(functions.col("label")))
                                .leq(bound)
                                .cast("int")))
                .first();
        RegressionMetrics metrics = new RegressionEvaluator().getMetrics(pairs);
        return new RegressionQuality(
                metrics.meanAbsoluteError(),
                metrics.rootMeanSquaredError(),
                metrics.r2(),
                counted.getDouble(1),
                counted.getLong(0));
    }

    /** By the names that gates use. */
    public Map<String, Double> byName() {
        return Map.of("mae", mae, "rmse", rmse, "r2", r2, "within", within);
    }

    public static boolean lessIsBetter(String metric) {
        return ERRORS.contains(metric);
    }
}
