package dev.waybill.jobs.promote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Metrics of the challenger and of those that it must beat.
 *
 * @param loss the metric that they are compared by
 * @param others by who they are
 */
record ChallengerComparison(String loss, Map<String, Double> challenger, Map<String, Map<String, Double>> others) {

    private static final String CHALLENGERS = "_challenger";
    private static final String CHAMPIONS = "_champion";

    static ChallengerComparison of(
            ModelVersion challenger, Optional<ModelVersion> champion, Promote.Params params, JobContext context) {
        TrainedModel model = ModelFolder.read(context.tracking().download(challenger));
        PredictionLoss loss = PredictionLoss.of(
                params.evaluate(), model.provenance().task(), model.provenance().params());
        return champion.isPresent()
                ? withChampion(model, champion.get(), loss, params, context)
                : withBaselines(loss, context);
    }

    long rows() {
        return Objects.requireNonNull(challenger.get("rows")).longValue();
    }

    /** As the evaluation measured them, all on the same rows. */
    private static ChallengerComparison withBaselines(PredictionLoss loss, JobContext context) {
        JsonNode metrics = JsonFile.read(context.workspace().metrics("evaluate"), JsonNode.class);
        Map<String, Map<String, Double>> baselines =
                JsonFile.JSON.convertValue(metrics.get("baselines"), new TypeReference<>() {});
        Map<String, Double> challenger = new LinkedHashMap<>();
        metrics.fields().forEachRemaining(field -> {
            if (field.getValue().isNumber()) {
                challenger.put(field.getKey(), field.getValue().doubleValue());
            }
        });
        return new ChallengerComparison(loss.name(), challenger, baselines);
    }

    private static ChallengerComparison withChampion(
            TrainedModel newModel,
            ModelVersion champion,
            PredictionLoss loss,
            Promote.Params params,
            JobContext context) {
        TrainedModel oldModel = ModelFolder.read(context.tracking().download(champion));
        Dataset<Row> features = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), params.source(), features);
        requireLaterDates(split, newModel, oldModel, champion);
        Dataset<Row> unseen = unseen(features, split, newModel, oldModel, champion, params.source());
        boolean sameFeatures = newModel.provenance()
                .featureSetVersion()
                .equals(oldModel.provenance().featureSetVersion());
        Dataset<Row> both = Scoring.predict(
                sameFeatures
                        ? Scoring.predict(unseen, oldModel, CHAMPIONS)
                        : withPublished(unseen, champion, params.source(), context.tables()),
                newModel,
                CHALLENGERS);
        return new ChallengerComparison(
                loss.name(),
                quality(both, CHALLENGERS, loss, params),
                newModel.sha256().equals(oldModel.sha256())
                        ? Map.of() // the same trees, say after a feature was written in another way: nothing to beat
                        : Map.of(Aliases.CHAMPION + " " + champion, quality(both, CHAMPIONS, loss, params)));
    }

    /** The labelled test rows that neither model was trained on. */
    private static Dataset<Row> unseen(
            Dataset<Row> features,
            Split split,
            TrainedModel newModel,
            TrainedModel oldModel,
            ModelVersion champion,
            Source source) {
        Dataset<Row> test = Parts.rows(features, split, Part.test);
        Dataset<Row> labelled = Tables.labelled(
                Parts.unseen(
                        Parts.unseen(test, newModel.provenance().split()),
                        oldModel.provenance().split()),
                source.label().name());
        if (labelled.isEmpty()) {
            throw Refusal.mistake(
                    "promote.no-common-rows",
                    "Cannot compare with champion %s: no row of %s that neither model has seen has a label."
                            .formatted(champion, split.words(Part.test)),
                    "Wait for the labels, or move split.test.");
        }
        return labelled;
    }

    /**
     * The rows that the champion has scored, with what it said then: since the features have changed, it can no longer be
     * asked.
     */
    private static Dataset<Row> withPublished(Dataset<Row> rows, ModelVersion champion, Source source, Tables tables) {
        List<String> key = source.key();
        Column[] columns = Stream.concat(
                        key.stream().map(functions::col),
                        Stream.of(functions.col(source.label().name()).as(CHAMPIONS)))
                .toArray(Column[]::new);
        Dataset<Row> published = tables.read(ScoredTable.NAME)
                .where(functions.col(ScoredTable.MODEL_VERSION).equalTo(champion.version()))
                .select(columns);
        Dataset<Row> joined = rows.join(published, key.toArray(String[]::new));
        if (joined.isEmpty()) {
            throw Refusal.mistake(
                    "promote.no-common-rows",
                    "Cannot compare with champion %s: the features have changed since, and it has scored no labelled row of the test dates."
                            .formatted(champion),
                    "Move split.test to dates that it has scored.");
        }
        return joined;
    }

    /** What no label that may yet come can change is said at once. */
    private static void requireLaterDates(
            Split split, TrainedModel newModel, TrainedModel oldModel, ModelVersion champion) {
        Stream.of(newModel, oldModel)
                .flatMap(model -> model.provenance().split().lastSeen().stream())
                .max(Comparator.naturalOrder())
                .filter(seen -> split.dates(Part.test)
                        .filter(test -> !test.last().isAfter(seen))
                        .isPresent())
                .ifPresent(seen -> {
                    throw Refusal.mistake(
                            "promote.no-common-rows",
                            "Cannot compare with champion %s: it was trained on dates up to %s, the test dates %s end before."
                                    .formatted(champion, seen, split.words(Part.test)),
                            "Move split.test to later dates.");
                });
    }

    private static Map<String, Double> quality(
            Dataset<Row> rows, String prediction, PredictionLoss loss, Promote.Params params) {
        Source.Label label = params.source().label();
        Map<String, Double> quality =
                new LinkedHashMap<>(RegressionQuality.of(rows, label, prediction, params.evaluate(), loss));
        if (params.task() == Task.binary) {
            quality.putAll(ClassificationQuality.of(rows, label.name(), prediction));
        }
        return quality;
    }
}
