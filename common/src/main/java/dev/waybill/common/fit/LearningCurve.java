package dev.waybill.common.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.scala.spark.XGBoostTrainingSummary;
import scala.collection.JavaConverters;

/**
 * How well the trees so far predict, round after round, by the metric that decides when to stop.
 *
 * @param metric in XGBoost's words: {@code mae}
 * @param training on the rows that the trees are fitted on
 * @param validation on the rows held back
 */
public record LearningCurve(String metric, List<Double> training, List<Double> validation) {

    /** @param rounds that were tried: behind them, what a fit that stopped early left of its arrays is zeros */
    static LearningCurve of(String metric, XGBoostTrainingSummary summary, int rounds) {
        float[] heldBack = JavaConverters.seqAsJavaList(summary.validationObjectiveHistory())
                .get(0)
                ._2();
        return new LearningCurve(metric, values(summary.trainObjectiveHistory(), rounds), values(heldBack, rounds));
    }

    /** Both, by name: {@code train_mae}, {@code valid_mae}. */
    public Map<String, List<Double>> byName() {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put("train_" + metric, training);
        curves.put("valid_" + metric, validation);
        return curves;
    }

    /** By round, as the decimals that XGBoost prints. */
    private static List<Double> values(float[] history, int rounds) {
        return IntStream.range(0, Math.min(rounds, history.length))
                .mapToObj(round -> Double.valueOf(Float.toString(history[round])))
                .toList();
    }
}
