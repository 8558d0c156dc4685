package dev.waybill.jobs.train;

import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.ModelVersion;
import java.io.FileNotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A registered model trained again, from what it says of where it came from and nothing else; nothing is written.
 *
 * @param modelSha256 of the registered booster
 * @param modelSha256Now of the one trained again
 * @param changed what the model depends on and is another now: versions of software, and the commit
 */
public record Reproduction(
        String model,
        int version,
        boolean same,
        String modelSha256,
        String modelSha256Now,
        TableVersion features,
        Map<String, Change> changed) {

    /** What something was when the model was trained, and what it is now. */
    public record Change(String then, String now) {}

    /**
     * Trains a version again.
     *
     * @throws Refusal if the rows that it was trained on are no longer there
     */
    public static Reproduction of(ModelVersion version, JobContext context) {
        TrainedModel model = ModelFolder.read(context.tracking().download(version));
        String now = TrainedModel.sha256(trained(version, model, context));
        return new Reproduction(
                version.model(),
                version.version(),
                now.equals(model.sha256()),
                model.sha256(),
                now,
                model.provenance().features(),
                changed(model.provenance(), context));
    }

    private static Booster trained(ModelVersion version, TrainedModel model, JobContext context) {
        Provenance provenance = model.provenance();
        TrainingSpec spec = new TrainingSpec(
                provenance.task(),
                provenance.key(),
                model.label(),
                model.inputs().stream().map(Input::name).toList(),
                provenance.split(),
                provenance.params());
        requireTable(version, provenance.features(), context);
        try {
            Dataset<Row> rows = context.tables().read(provenance.features());
            return Fit.of(rows, List.of(spec), context.progress(), curve -> {}).booster();
        } catch (Exception e) { // Scala throws a checked AnalysisException that javac does not see
            throw isGone(e) ? gone(version, provenance.features(), e) : unchecked(e);
        }
    }

    private static void requireTable(ModelVersion version, TableVersion then, JobContext context) {
        TableVersion now = context.tables().version(then.table());
        if (!now.id().equals(then.id())) {
            throw Refusal.mistake(
                    "reproduce.other-table",
                    "Cannot reproduce %s: it was trained on table %s with id %s, but the one there now has id %s."
                            .formatted(version, then.table(), then.id(), now.id()),
                    "Restore the table from a backup, or point warehouse at where it is.");
        }
    }

    /** Delta lost the version from its log, or the files of the version were vacuumed. */
    private static boolean isGone(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof FileNotFoundException || at instanceof AnalysisException) {
                return true;
            }
        }
        return false;
    }

    private static Refusal gone(ModelVersion version, TableVersion features, Exception failure) {
        return Refusal.mistake(
                "reproduce.rows-gone",
                "Cannot reproduce %s: version %d of table %s, which it was trained on, is no longer there whole."
                        .formatted(version, features.version(), features.table()),
                "It was vacuumed or cleaned up: keep versions longer, by delta.deletedFileRetentionDuration and"
                        + " delta.logRetentionDuration of the table.",
                failure);
    }

    private static RuntimeException unchecked(Exception failure) {
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }

    private static Map<String, Change> changed(Provenance provenance, JobContext context) {
        Map<String, String> then = new TreeMap<>(provenance.versions());
        Map<String, String> now = new TreeMap<>(Versions.all(context.spark()));
        then.put("commit", provenance.gitCommit());
        now.put("commit", Versions.gitCommit(context.workspace().home()));
        Map<String, Change> changed = new LinkedHashMap<>();
        then.forEach((name, value) -> {
            String current = Optional.ofNullable(now.get(name)).orElse("");
            if (!current.equals(value)) {
                changed.put(name, new Change(value, current));
            }
        });
        return changed;
    }
}
