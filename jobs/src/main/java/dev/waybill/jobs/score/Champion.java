package dev.waybill.jobs.score;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The model in production. */
record Champion(ModelVersion version, SavedModel model) {

    static Champion of(JobContext context) {
        String pipeline = context.workspace().pipeline();
        ModelVersion version = context.tracking()
                .byAlias(pipeline, Aliases.CHAMPION)
                .orElseThrow(() -> Refusal.nothingToDo(
                        "score.no-champion",
                        "Nothing to score with: no model of " + pipeline
                                + " is champion, because none has passed the gates yet, or it was taken away.",
                        "See ./waybill models -p %1$s, and ./waybill sql \"select reason from promotions\" -p %1$s."
                                .formatted(pipeline)));
        return of(version, context);
    }

    /** The model that was registered last; empty where there is none but this one. */
    Optional<Champion> challenger(JobContext context) {
        return context.tracking()
                .byAlias(context.workspace().pipeline(), Aliases.CHALLENGER)
                .filter(last -> !last.equals(version))
                .map(last -> of(last, context));
    }

    /** A version that is or was in production. */
    static Champion of(int version, JobContext context) {
        return of(
                RegisteredVersion.find(
                        String.valueOf(version), context.workspace().pipeline(), context.tracking()),
                context);
    }

    private static Champion of(ModelVersion version, JobContext context) {
        return new Champion(version, ModelFolder.open(context.tracking().download(version)));
    }

    /** Where its calibration is from: see {@link TrainedModel#calibrationAs}. */
    Optional<String> calibration() {
        return model instanceof TrainedModel trees ? trees.calibrationAs(version) : Optional.empty();
    }

    /** The model, where only boosted trees are asked. */
    TrainedModel trees() {
        return (TrainedModel) model;
    }

    /** A model sees only the features that it was trained on; others of the same name would give it silent nonsense. */
    void requireItsFeatures(Dataset<Row> features) {
        if (!knows(features)) {
            throw Refusal.mistake(
                    "score.other-features",
                    "Cannot score with champion %s: it was trained on feature set %s, and the features have been defined anew since."
                            .formatted(version, model.provenance().featureSetVersion()),
                    "Promote a model that was trained on the new ones, or take back the change of features.");
        }
    }

    /** Whether it was trained on features of these definitions. */
    boolean knows(Dataset<Row> features) {
        String trained = model.provenance().featureSetVersion();
        return !Sessions.any(features, functions.col(FeatureTable.VERSION).notEqual(trained));
    }
}
