package dev.waybill.common.model;

import dev.waybill.common.section.Loss;
import dev.waybill.common.table.Sessions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How good predicted probabilities of a yes are. */
public final class ClassificationQuality {

    /** Spark sums areas in the order of partitions: what comes after this decimal may differ from run to run. */
    private static final double DECIMALS = 1e9;

    private ClassificationQuality() {}

    /**
     * The mean log loss in nats; the mean squared error of the probability (Brier, Monthly Weather Review 78, 1950); the
     * share of rows that are called right at a probability of one half; and the area under the ROC curve by Spark's own
     * evaluator, 0.5 for no better than chance, missing where there is only one class. Two passes.
     *
     * @param predicted has the label, 0 or 1, and the probability of a 1, neither null
     */
    public static Map<String, Double> of(Dataset<Row> predicted, String label, String probability) {
        Column actual = functions.col(label).cast("double");
        Column yes = functions.col(probability).cast("double");
        Row means = Sessions.summary(predicted.agg(
                mean(Loss.log_loss, actual, yes),
                mean(Loss.brier, actual, yes),
                ExactSum.mean(yes.geq(0.5).equalTo(actual.equalTo(1)).cast("double")),
                functions.countDistinct(actual)));
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("log_loss", means.getDouble(0));
        metrics.put("brier", means.getDouble(1));
        metrics.put("accuracy", means.getDouble(2));
        if (means.getLong(3) > 1) {
            metrics.put("auc", areaUnderCurve(predicted.select(actual.as("label"), yes.as("rawPrediction"))));
        }
        return metrics;
    }

    private static Column mean(Loss loss, Column actual, Column probability) {
        return ExactSum.mean(new PredictionLoss(loss, 0).term(actual, probability));
    }

    private static double areaUnderCurve(Dataset<Row> rows) {
        double area = new BinaryClassificationEvaluator().setNumBins(0).evaluate(rows);
        return Math.rint(area * DECIMALS) / DECIMALS;
    }
}
