package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.model.ClassSums;
import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.DecisionThreshold;
import dev.waybill.common.model.ErrorSums;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.ProbabilitySums;
import dev.waybill.common.model.QualitySums;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good the model is on all rows, and how good other predictions are on the same ones.
 *
 * @param model its metrics
 * @param others by what they are
 * @param classification what else there is to say of predicted probabilities
 * @param classes what else there is to say of predicted classes
 */
record MeasuredPredictions(
        Map<String, Double> model,
        Map<String, Map<String, Double>> others,
        Optional<ClassificationQuality> classification,
        Optional<ClassQuality> classes) {

    /** The columns of the other predictions, by what they are. */
    static Map<String, String> others(Evaluation evaluation, ComparedChampion champion, PredictionLoss loss) {
        Map<String, String> others = new LinkedHashMap<>();
        others.put(Baselines.name(loss, List.of()), Baselines.GLOBAL);
        if (!evaluation.baselines().isEmpty()) {
            others.put(Baselines.name(loss, evaluation.baselines()), Baselines.GROUP);
        }
        champion.model().ifPresent(model -> others.put("champion", EvaluatedRows.CHAMPION));
        return others;
    }

    static MeasuredPredictions of(
            Dataset<Row> judged,
            Map<String, String> others,
            Evaluate.Params params,
            TrainedModel model,
            ComparedChampion champion,
            PredictionLoss loss) {
        Source.Label label = params.source().label();
        List<String> columns = new ArrayList<>(List.of(EvaluatedRows.PREDICTION));
        columns.addAll(others.values());
        return switch (loss.loss().task()) {
            case regression ->
                of(
                        RegressionQuality.of(judged, label, columns, params.evaluate(), loss),
                        others,
                        Optional.empty(),
                        Optional.empty());
            case binary ->
                ofProbabilities(
                        ClassificationQuality.of(judged, label.name(), decisions(columns, model, champion), loss),
                        others);
            case multiclass -> ofClasses(ClassQuality.of(judged, label.name(), columns, model.top(), loss), others);
        };
    }

    private static MeasuredPredictions ofProbabilities(
            Map<String, ClassificationQuality> found, Map<String, String> others) {
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        found.forEach((column, quality) -> metrics.put(column, quality.metrics()));
        return of(metrics, others, Optional.ofNullable(found.get(EvaluatedRows.PREDICTION)), Optional.empty());
    }

    private static MeasuredPredictions ofClasses(Map<String, ClassQuality> found, Map<String, String> others) {
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        found.forEach((column, quality) -> metrics.put(column, quality.metrics()));
        return of(metrics, others, Optional.empty(), Optional.ofNullable(found.get(EvaluatedRows.PREDICTION)));
    }

    /** What of these predictions is worth knowing beside their metrics. */
    List<String> notes() {
        double unknown = model.getOrDefault("unknown_class", 0.0);
        return unknown == 0
                ? List.of()
                : List.of("%,d of %,d rows are of a class that the model was not trained on: they count as wrong."
                        .formatted(
                                Math.round(unknown * model.getOrDefault("rows", 0.0)),
                                Math.round(model.getOrDefault("rows", 0.0))));
    }

    private static MeasuredPredictions of(
            Map<String, Map<String, Double>> metrics,
            Map<String, String> others,
            Optional<ClassificationQuality> classification,
            Optional<ClassQuality> classes) {
        Map<String, Map<String, Double>> named = new LinkedHashMap<>();
        others.forEach((name, column) -> named.put(name, metrics.getOrDefault(column, Map.of())));
        return new MeasuredPredictions(
                metrics.getOrDefault(EvaluatedRows.PREDICTION, Map.of()), named, classification, classes);
    }

    /** Naive predictions are decided by as the model's are. */
    private static Map<String, DecisionThreshold> decisions(
            List<String> columns, TrainedModel model, ComparedChampion champion) {
        Map<String, DecisionThreshold> decisions = new LinkedHashMap<>();
        columns.forEach(column -> decisions.put(column, model.decision()));
        champion.model().ifPresent(other -> decisions.put(EvaluatedRows.CHAMPION, other.decision()));
        return decisions;
    }

    /** What segments sum to. */
    static QualitySums sums(Evaluate.Params params, TrainedModel model, PredictionLoss loss) {
        Source.Label label = params.source().label();
        return switch (loss.loss().task()) {
            case regression -> ErrorSums.of(label, params.evaluate(), loss);
            case binary -> new ProbabilitySums(label.name(), model.decision().threshold(), loss);
            case multiclass -> new ClassSums(label.name(), model.top(), loss);
        };
    }

    void requireRows(Split split) {
        if (!(model.getOrDefault("rows", 0.0) > 0)) {
            throw Refusal.mistake(
                    "evaluate.no-rows",
                    "Cannot evaluate: no labelled row has its %s in split.test %s."
                            .formatted(split.goesBy(), split.words(Part.test)),
                    "Correct the split, or wait for the labels.");
        }
    }

    void requireLoss(PredictionLoss loss) {
        if (!model.containsKey(loss.name())) {
            throw Refusal.data(
                    "evaluate.no-loss",
                    "Cannot judge by %s: some row has none, since its label or its prediction is outside of what that loss is for."
                            .formatted(loss.name()),
                    "Quarantine such labels (checks.quarantine), or name another evaluate.loss.");
        }
    }
}
