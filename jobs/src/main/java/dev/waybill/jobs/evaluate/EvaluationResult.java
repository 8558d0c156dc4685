package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.EvaluationFigures;
import dev.waybill.common.model.ProbabilitySums;
import dev.waybill.common.section.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was found, for the metrics file, the page and the card.
 *
 * @param split by which rows were parted when this was measured
 * @param model its metrics on all test rows
 * @param baselines those of the other predictions for the same rows, by what they are
 * @param segments out of the table of all segments
 * @param errors of predictions of a quantity
 * @param classification what else there is to say of predicted probabilities
 * @param classes what else there is to say of predicted classes
 * @param limits how good the probabilities of limits are; none for a model that knows none
 * @param permutation importance of the features, the most important first
 * @param shap likewise
 * @param worst rows
 * @param notes what could not be compared, and why
 */
record EvaluationResult(
        Split split,
        Map<String, Double> model,
        Map<String, Map<String, Double>> baselines,
        SegmentTable segments,
        Optional<ErrorHistogram> errors,
        Optional<ClassificationQuality> classification,
        Optional<ClassQuality> classes,
        List<LimitQuality> limits,
        List<Importance> permutation,
        List<Importance> shap,
        List<WorstRows.Worst> worst,
        List<String> notes) {

    /** How the metrics of calibration begin: {@code below_p05}, the share of labels up to that quantile. */
    static final String BELOW = "below_";

    /** The same with days of the week by their names, for people. */
    EvaluationResult inWords(Weekdays weekdays) {
        return new EvaluationResult(
                split,
                model,
                baselines,
                segments.inWords(weekdays::named),
                errors,
                classification,
                classes,
                limits,
                permutation,
                shap,
                worst,
                notes);
    }

    /** How metrics/evaluate.json holds them: of which model they are, then its own. */
    Map<String, Object> asMetrics(String modelId, List<String> segmentations) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put(EvaluationFigures.MODEL_ID, modelId);
        metrics.putAll(model);
        metrics.keySet().removeIf(name -> name.startsWith(BELOW));
        classification.map(ClassificationFigures::of).ifPresent(metrics::putAll);
        classes.map(ClassFigures::of).ifPresent(metrics::putAll);
        metrics.put("baselines", baselines);
        metrics.put("intervals", intervals());
        certainty().ifPresent(said -> metrics.put("intervals_are", said));
        metrics.put("fairness", fairness(segmentations));
        if (!calibration().isEmpty()) {
            metrics.put("calibration", calibration());
        }
        if (!limits.isEmpty()) {
            metrics.put("probability_within", byLimit());
        }
        metrics.put("importance", importance());
        return metrics;
    }

    /** Of each metric with a 95% interval, its ends. */
    private Map<String, Object> intervals() {
        Map<String, Object> intervals = new TreeMap<>();
        segments.all()
                .metrics()
                .forEach((name, estimate) -> estimate.interval()
                        .filter(interval -> !name.startsWith(BELOW) && !name.equals(ProbabilitySums.RMS_LOG_LOSS))
                        .ifPresent(interval -> intervals.put(name, interval)));
        return intervals;
    }

    /** What the intervals of all rows speak of, as a sentence; empty where there are none. */
    Optional<String> certainty() {
        return segments.all()
                .sampling()
                .map(sampling -> sampling.sentence(segments.all().days()));
    }

    private Map<String, Object> fairness(List<String> segmentations) {
        Map<String, Object> gaps = new LinkedHashMap<>();
        segmentations.forEach(segmentation -> segments.gap(segmentation).ifPresent(gap -> {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("gap", gap.difference());
            gap.interval().ifPresent(interval -> {
                shown.put("lower", interval.lower());
                shown.put("upper", interval.upper());
                shown.put("beyond_chance", gap.isBeyondChance());
            });
            gap.sampling().ifPresent(sampling -> shown.put("interval_over", sampling.toString()));
            shown.put("measured_gap", gap.measured());
            shown.put("ratio", gap.ratio());
            shown.put("worst", gap.worst().value());
            shown.put("best", gap.best().value());
            shown.put("segments", gap.compared());
            gaps.put(segmentation, shown);
        }));
        return gaps;
    }

    /** By quantile, the share of labels up to it: {@code below_p05}. */
    Map<String, Double> calibration() {
        Map<String, Double> calibration = new TreeMap<>();
        model.forEach((name, share) -> {
            if (name.startsWith(BELOW)) {
                calibration.put(name, share);
            }
        });
        return calibration;
    }

    private Map<String, Object> byLimit() {
        Map<String, Object> byLimit = new LinkedHashMap<>();
        limits.forEach(quality -> byLimit.put(quality.limit(), quality.metrics()));
        return byLimit;
    }

    private Map<String, Object> importance() {
        Map<String, Object> importance = new LinkedHashMap<>();
        importance.put("permutation", byFeature(permutation));
        importance.put("shap", byFeature(shap));
        return importance;
    }

    private static Map<String, Double> byFeature(List<Importance> importances) {
        return importances.stream()
                .collect(Collectors.toMap(
                        Importance::feature, Importance::importance, (left, right) -> left, LinkedHashMap::new));
    }
}
