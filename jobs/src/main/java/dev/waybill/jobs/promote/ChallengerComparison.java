package dev.waybill.jobs.promote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.DecisionThreshold;
import dev.waybill.common.model.EvaluationFigures;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Source;
import dev.waybill.common.track.Aliases;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The challenger beside those that it must beat.
 *
 * @param against the rule by which it passes if it passes its gates; empty where the champion decides
 * @param loss that they are compared by
 * @param challenger its metrics
 * @param others those of the others on the same rows, by who they are
 * @param evidence beside the champion
 */
record ChallengerComparison(
        Optional<Rule> against,
        PredictionLoss loss,
        Map<String, Double> challenger,
        Map<String, Map<String, Double>> others,
        Optional<PairedEvidence> evidence) {

    static ChallengerComparison of(
            Contender challenger, Optional<Contender> champion, Promote.Params params, JobContext context) {
        if (challenger.model() instanceof TrainedModel trees) {
            Metric.requireTop(params.gates().keySet(), trees.top());
        }
        PredictionLoss loss = PredictionLoss.of(
                params.evaluate(),
                challenger.model().provenance().task(),
                challenger.model().provenance().params());
        if (champion.isEmpty()) {
            return withBaselines(Rule.first_model, challenger, loss, context);
        } else if (!challenger.hasTargetOf(champion.get())) {
            challenger.requireColumn(params.source(), context.tables());
            return withBaselines(Rule.champion_not_asked, challenger, loss, context);
        }
        return challenger.model() instanceof TrainedModel
                ? withChampion(challenger, champion.get(), loss, params, context)
                : withRanking(challenger, champion.get(), loss, params, context);
    }

    long rows() {
        return challenger.getOrDefault("rows", 0.0).longValue();
    }

    /** As the evaluation measured them, all on the same rows. */
    private static ChallengerComparison withBaselines(
            Rule why, Contender challenger, PredictionLoss loss, JobContext context) {
        JsonNode figures = EvaluationFigures.of(
                challenger.model(), challenger.toString(), context.workspace().metrics("evaluate"));
        Map<String, Map<String, Double>> baselines =
                JsonFile.JSON.convertValue(figures.get("baselines"), new TypeReference<>() {});
        baselines.remove(Aliases.CHAMPION);
        Map<String, Double> own = new LinkedHashMap<>();
        figures.fields().forEachRemaining(field -> {
            if (field.getValue().isNumber()) {
                own.put(field.getKey(), field.getValue().doubleValue());
            }
        });
        if (loss.loss() == Loss.ranking_error && !own.containsKey(loss.name())) {
            baselines.clear(); // without labels, nobody knows which ranking is better
        }
        return new ChallengerComparison(Optional.of(why), loss, own, baselines, Optional.empty());
    }

    private static ChallengerComparison withRanking(
            Contender challenger, Contender champion, PredictionLoss loss, Promote.Params params, JobContext context) {
        if (!challenger.hasFeaturesOf(champion)) {
            return withBaselines(Rule.champion_not_asked, challenger, loss, context);
        } else if (loss.loss() == Loss.ranking_error && !params.source().hasLabel()) {
            return withBaselines(Rule.unlabelled, challenger, loss, context);
        }
        Optional<ChallengerComparison> compared = challenger.model() instanceof FactorModel
                ? ListComparison.of(challenger, champion, loss, params, context)
                : RankedComparison.of(challenger, champion, loss, params, context);
        return compared.orElseThrow(() -> CommonRows.none(champion, params, context));
    }

    private static ChallengerComparison withChampion(
            Contender challenger, Contender champion, PredictionLoss loss, Promote.Params params, JobContext context) {
        Dataset<Row> common = CommonRows.of(challenger, champion, params, context);
        Dataset<Row> needed = PairedLosses.needed(common, params).persist(StorageLevel.DISK_ONLY());
        try {
            List<PairedCell> cells = PairedLosses.cells(needed, loss, params);
            if (!cells.isEmpty()) {
                return onCommonRows(cells, needed, challenger, champion, loss, params);
            } else if (challenger.hasFeaturesOf(champion)) {
                throw CommonRows.none(champion, params, context);
            }
            return withBaselines(Rule.champion_not_asked, challenger, loss, context);
        } finally {
            needed.unpersist();
        }
    }

    private static ChallengerComparison onCommonRows(
            List<PairedCell> cells,
            Dataset<Row> needed,
            Contender challenger,
            Contender champion,
            PredictionLoss loss,
            Promote.Params params) {
        boolean same = challenger.predictsAs(champion);
        int days = Unit.days.of(cells).size();
        Unit unit = params.promote().unit(params.source().isDated(), days);
        Optional<PairedEvidence> evidence = same
                ? Optional.empty()
                : Optional.of(PairedEvidence.of(unit, cells, PairedLosses.segments(needed, loss, params, unit)));
        Map<String, Map<String, Double>> quality = quality(needed, challenger, champion, loss, params);
        return new ChallengerComparison(
                same ? Optional.of(Rule.same_predictions) : Optional.empty(),
                loss,
                quality.getOrDefault(CommonRows.CHALLENGER, Map.of()),
                Map.of(who(champion), quality.getOrDefault(CommonRows.CHAMPION, Map.of())),
                evidence);
    }

    static String who(Contender champion) {
        return Aliases.CHAMPION + " " + champion;
    }

    private static Map<String, Map<String, Double>> quality(
            Dataset<Row> rows, Contender challenger, Contender champion, PredictionLoss loss, Promote.Params params) {
        Source.Label label = params.source().label();
        List<String> predictions = List.of(CommonRows.CHALLENGER, CommonRows.CHAMPION);
        Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
        switch (loss.loss().task()) {
            case regression -> metrics.putAll(RegressionQuality.of(rows, label, predictions, params.evaluate(), loss));
            case binary ->
                ClassificationQuality.of(rows, label.name(), decisions(challenger, champion), loss)
                        .forEach((prediction, quality) -> metrics.put(prediction, quality.metrics()));
            case multiclass ->
                ClassQuality.of(
                                rows,
                                label.name(),
                                predictions,
                                challenger.trees().top(),
                                loss)
                        .forEach((prediction, quality) -> metrics.put(prediction, quality.metrics()));
            case anomaly, recommend -> throw new IllegalStateException("rankings are compared as a whole");
        }
        return metrics;
    }

    private static Map<String, DecisionThreshold> decisions(Contender challenger, Contender champion) {
        return Map.of(
                CommonRows.CHALLENGER, challenger.trees().decision(),
                CommonRows.CHAMPION, champion.trees().decision());
    }
}
