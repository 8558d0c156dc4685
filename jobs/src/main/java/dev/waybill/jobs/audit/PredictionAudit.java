package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.score.Predictions;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One prediction, and whether it comes out again: its features from the clean rows as they were, then all that the model
 * says of them, each value compared bit for bit. Nothing is written.
 *
 * @param key by column
 * @param table where the prediction stands
 * @param features the version of the features that it is from
 * @param clean the version of the clean rows that those are from
 * @param calibration which its quantiles are from; empty for a model without
 * @param differences none if it comes out the same
 * @param explanation what it is made of, in words
 */
public record PredictionAudit(
        Map<String, String> key,
        String table,
        LocalDate date,
        String model,
        int version,
        String modelSha256,
        TableVersion features,
        TableVersion clean,
        Optional<String> calibration,
        boolean equal,
        List<Difference> differences,
        String explanation) {

    /** Sections of params.yaml. */
    public record Params(Source source, Features features) {}

    /**
     * Audits one.
     *
     * @param text the key: its value, or {@code name=value} for each of its columns
     * @param version whose prediction; empty for the one that production says
     * @throws Refusal where there is no such prediction, or what it is from is gone
     */
    public static PredictionAudit of(String text, Optional<Integer> version, Params params, JobContext context) {
        Tables tables = context.tables();
        AuditedKey key = AuditedKey.parse(text, params.source().key());
        context.progress().doing("looking for the prediction");
        ScoredRow scored = ScoredRow.find(key, version, tables);
        ModelVersion registered = registered(scored.version(), context);
        TrainedModel model = ModelFolder.read(context.tracking().download(registered));
        FeatureRow features = FeatureRow.find(key, scored, tables);
        features.requireDefinitions(key, params);
        context.progress().doing("computing its features and the prediction again");
        Dataset<Row> again = FeatureEngineer.ofRows(
                        features.cleanRows(key, params.source(), tables),
                        scored.date(),
                        key.isThis(scored.row().schema()),
                        new FeatureEngineer.Params(params.source(), params.features()))
                .localCheckpoint(); // compared by itself, then predicted from
        List<Difference> differences = Stream.of(
                        origins(scored, model, features),
                        features.differences(again),
                        scores(scored, again, registered, model, params.source(), tables))
                .flatMap(List::stream)
                .toList();
        return new PredictionAudit(
                key.values(),
                scored.table(),
                scored.date(),
                registered.model(),
                registered.version(),
                model.sha256(),
                features.at(),
                features.clean(params.source()),
                scored.calibration(),
                differences.isEmpty(),
                differences,
                Sum.text(scored.row(), params.source().label()));
    }

    private static ModelVersion registered(int version, JobContext context) {
        String pipeline = context.workspace().pipeline();
        return context.tracking().versions(pipeline).stream()
                .filter(known -> known.version() == version)
                .findFirst()
                .orElseThrow(() -> Refusal.mistake(
                        "audit.no-model",
                        "Cannot audit a prediction of %s/%d: the registry no longer has that version."
                                .formatted(pipeline, version),
                        "Restore the tracking store from a backup."));
    }

    /** What the prediction says of where it came from, and what is found there. */
    private static List<Difference> origins(ScoredRow scored, TrainedModel model, FeatureRow features) {
        Row row = scored.row();
        return Stream.of(
                        Difference.between(
                                scored.table(),
                                ScoredTable.MODEL_SHA256,
                                row.getAs(ScoredTable.MODEL_SHA256),
                                model.sha256()),
                        Difference.between(
                                scored.table(),
                                FeatureTable.VERSION,
                                row.getAs(FeatureTable.VERSION),
                                features.row().getAs(FeatureTable.VERSION)),
                        Difference.between(
                                scored.table(),
                                ScoredTable.FEATURES_COMPUTED_AT,
                                row.getAs(ScoredTable.FEATURES_COMPUTED_AT),
                                features.row().getAs(FeatureTable.COMPUTED_AT)))
                .flatMap(each -> each)
                .toList();
    }

    private static List<Difference> scores(
            ScoredRow scored,
            Dataset<Row> features,
            ModelVersion version,
            TrainedModel model,
            Source source,
            Tables tables) {
        List<String> columns = Stream.concat(
                        FeatureTable.rowColumns(source).stream(),
                        Scoring.columns(source.label().name()).stream())
                .toList();
        return Predictions.again(
                        features, version, model, scored.calibration().orElse(""), source, scored.top(), tables)
                .collectAsList()
                .stream()
                .flatMap(again -> Difference.between(scored.table(), scored.row(), again, columns).stream())
                .toList();
    }
}
