package dev.waybill.common.model;

import dev.waybill.common.section.Loss;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Of predicted probabilities of a yes; all metrics but those that go by the order of rows follow from them.
 *
 * @param label 1 for a yes, 0 for a no
 * @param threshold the probability from which on a row is called a yes
 * @param loss by which a naive prediction is compared with
 */
public record ProbabilitySums(String label, double threshold, PredictionLoss loss) implements QualitySums {

    /** The root mean square of the log losses of rows, which tells how much chance there is in their mean. */
    public static final String RMS_LOG_LOSS = "rms_log_loss";

    @Override
    public Map<String, Column> aggregates(Dataset<Row> rows, String prediction, Optional<String> naive) {
        Column actual = functions.col(label).cast("double");
        Column probability = functions.col(prediction).cast("double");
        Column logLoss = new PredictionLoss(Loss.log_loss, 0).term(actual, probability);
        Map<String, Column> sums = new LinkedHashMap<>();
        sums.put("rows", functions.count(functions.lit(1)).cast("double"));
        sums.put("yes", count(actual.equalTo(1)));
        sums.put("probability", ExactSum.of(probability));
        sums.put("brier", ExactSum.of(new PredictionLoss(Loss.brier, 0).term(actual, probability)));
        sums.put("log_loss", ExactSum.of(logLoss));
        sums.put("log_loss_squared", ExactSum.of(logLoss.multiply(logLoss)));
        sums.putAll(confusion(actual.equalTo(1), probability.geq(threshold)));
        naive.map(other -> functions.col(other).cast("double"))
                .ifPresent(other -> sums.put("naive", ExactSum.of(loss.term(actual, other))));
        return sums;
    }

    private static Map<String, Column> confusion(Column isYes, Column calledYes) {
        Map<String, Column> sums = new LinkedHashMap<>();
        sums.put("true_yes", count(isYes.and(calledYes)));
        sums.put("false_yes", count(functions.not(isYes).and(calledYes)));
        sums.put("missed_yes", count(isYes.and(functions.not(calledYes))));
        sums.put("true_no", count(functions.not(isYes.or(calledYes))));
        return sums;
    }

    @Override
    public Map<String, Double> metrics(ToDoubleFunction<String> sums) {
        double rows = sums.applyAsDouble("rows");
        double yes = sums.applyAsDouble("yes");
        double right = sums.applyAsDouble("true_yes");
        double called = right + sums.applyAsDouble("false_yes");
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("log_loss", sums.applyAsDouble("log_loss") / rows);
        metrics.put("brier", sums.applyAsDouble("brier") / rows);
        metrics.put("base_rate", yes / rows);
        metrics.put("mean_probability", sums.applyAsDouble("probability") / rows);
        metrics.put("bias", (sums.applyAsDouble("probability") - yes) / rows);
        metrics.put("accuracy", (right + sums.applyAsDouble("true_no")) / rows);
        metrics.put("precision", right / called);
        metrics.put("recall", right / yes);
        metrics.put("f1", 2 * right / (called + yes));
        metrics.put("skill", 1 - sums.applyAsDouble(loss.name()) / sums.applyAsDouble("naive"));
        metrics.put(RMS_LOG_LOSS, Math.sqrt(sums.applyAsDouble("log_loss_squared") / rows));
        metrics.put("rows", rows);
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return Collections.unmodifiableMap(metrics);
    }

    private static Column count(Column condition) {
        return functions.count_if(condition).cast("double");
    }
}
