package dev.waybill.jobs.promote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.JsonFile;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Predictions;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Metrics of the challenger and of those that it must beat.
 *
 * @param others by who they are
 */
record Comparison(Map<String, Double> challenger, Map<String, Map<String, Double>> others) {

    private static final String PREDICTION = "_prediction";

    static Comparison of(
            ModelVersion challenger, Optional<ModelVersion> champion, Promote.Params params, JobContext context) {
        return champion.isPresent()
                ? withChampion(challenger, champion.get(), params, context)
                : withBaselines(context);
    }

    long rows() {
        return Objects.requireNonNull(challenger.get("rows")).longValue();
    }

    /** As the evaluation measured them, all on the same rows. */
    private static Comparison withBaselines(JobContext context) {
        JsonNode metrics = JsonFile.read(context.workspace().metrics("evaluate"), JsonNode.class);
        Map<String, Map<String, Double>> baselines =
                JsonFile.JSON.convertValue(metrics.get("baselines"), new TypeReference<>() {});
        Map<String, Double> challenger = new LinkedHashMap<>();
        metrics.fields().forEachRemaining(field -> {
            if (field.getValue().isNumber()) {
                challenger.put(field.getKey(), field.getValue().doubleValue());
            }
        });
        return new Comparison(challenger, baselines);
    }

    private static Comparison withChampion(
            ModelVersion challenger, ModelVersion champion, Promote.Params params, JobContext context) {
        TrainedModel newModel = ModelFolder.read(context.tracking().download(challenger));
        TrainedModel oldModel = ModelFolder.read(context.tracking().download(champion));
        String label = params.source().label().name();
        Dataset<Row> unseen = Tables.within(
                        context.tables().read(FeatureTable.NAME), unseenDates(newModel, oldModel, params, champion))
                .where(functions.col(label).isNotNull());
        return new Comparison(
                quality(unseen, newModel, params),
                Map.of(Aliases.CHAMPION + " " + champion, quality(unseen, oldModel, params)));
    }

    /** The test dates after everything that either model was trained on. */
    private static DateRange unseenDates(
            TrainedModel newModel, TrainedModel oldModel, Promote.Params params, ModelVersion champion) {
        LocalDate newSeen = newModel.provenance().split().lastSeen();
        LocalDate oldSeen = oldModel.provenance().split().lastSeen();
        LocalDate first = (newSeen.isAfter(oldSeen) ? newSeen : oldSeen).plusDays(1);
        DateRange test = params.split().test();
        LocalDate start = first.isAfter(test.first()) ? first : test.first();
        if (start.isAfter(test.last())) {
            throw Refusal.mistake(
                    "promote.no-common-rows",
                    "Cannot compare with champion %s: it was trained on dates up to %s, the test dates %s end before."
                            .formatted(champion, oldSeen, test),
                    "Move split.test behind that date.");
        }
        return new DateRange(start, test.last());
    }

    private static Map<String, Double> quality(Dataset<Row> rows, TrainedModel model, Promote.Params params) {
        return RegressionQuality.of(
                Predictions.predict(rows, model, PREDICTION), params.source().label(), PREDICTION, params.evaluate());
    }
}
