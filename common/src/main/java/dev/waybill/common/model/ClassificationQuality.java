package dev.waybill.common.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How good predicted probabilities of a yes are, by Spark's own evaluators. */
public final class ClassificationQuality {

    /** Spark sums in the order of partitions: what comes after this decimal may be another at each run. */
    private static final double DECIMALS = 1e9;

    private ClassificationQuality() {}

    /**
     * The mean log loss in nats, the share of rows that are called right at a probability of one half, and the area under
     * the ROC curve, 0.5 for no better than chance. Three passes.
     *
     * @param predicted has the label, 0 or 1, and the probability of a 1, neither null
     */
    public static Map<String, Double> of(Dataset<Row> predicted, String label, String probability) {
        Column yes = functions.col(probability).cast("double");
        Dataset<Row> rows = predicted.select(
                functions.col(label).cast("double").as("label"),
                yes.as("rawPrediction"),
                yes.geq(0.5).cast("double").as("prediction"),
                org.apache
                        .spark
                        .ml
                        .functions
                        .array_to_vector(functions.array(functions.lit(1.0).minus(yes), yes))
                        .as("probability"));
        MulticlassClassificationEvaluator evaluator = new MulticlassClassificationEvaluator();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("log_loss", rounded(evaluator.setMetricName("logLoss").evaluate(rows)));
        metrics.put("accuracy", rounded(evaluator.setMetricName("accuracy").evaluate(rows)));
        metrics.put(
                "auc", rounded(new BinaryClassificationEvaluator().setNumBins(0).evaluate(rows)));
        return metrics;
    }

    private static double rounded(double value) {
        return Math.rint(value * DECIMALS) / DECIMALS;
    }
}
