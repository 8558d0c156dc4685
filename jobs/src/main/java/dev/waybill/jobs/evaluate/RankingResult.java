package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.EvaluationFigures;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Split;
import dev.waybill.common.stats.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found of a model that ranks, rather than predicts.
 *
 * @param what it does, as a sentence
 * @param model its metrics on the test rows; none of what needs labels where there are none
 * @param baselines those of naive rankings of the same rows
 * @param intervals of 95% of some of the model's metrics
 * @param notes what was not measured and why, and what there is not for such a model, in sentences
 */
record RankingResult(
        Loss loss,
        Split split,
        String what,
        Map<String, Double> model,
        Map<String, Map<String, Double>> baselines,
        Map<String, Interval> intervals,
        List<String> notes) {

    /**
     * Refuses to judge by nothing.
     *
     * @param none what there is none of, as the rest of a sentence
     */
    static void require(boolean any, String none) {
        if (!any) {
            throw Refusal.mistake(
                    "evaluate.no-rows", "Cannot evaluate: " + none, "Correct the split, or bring in those rows.");
        }
    }

    /** How metrics/evaluate.json holds it: of which model it is, then its own figures. */
    Map<String, Object> asMetrics(String modelId) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put(EvaluationFigures.MODEL_ID, modelId);
        metrics.putAll(model);
        metrics.put("baselines", baselines);
        metrics.put("intervals", intervals);
        return metrics;
    }
}
