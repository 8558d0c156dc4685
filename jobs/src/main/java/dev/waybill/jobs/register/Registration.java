package dev.waybill.jobs.register;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.EvaluationFigures;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.MlflowLimits;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.Tracking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that the tracking store is told of a model, beside its files. Handed in twice, or after an attempt that broke off, it
 * makes one run and one version.
 *
 * @param identity tags by which a version is known to be of this model, see {@link SavedModel#id}
 * @param tags of the run, with those of the identity among them
 * @param metrics the figures of metrics/evaluate.json; those of a baseline below its name:
 *     {@code baselines.global_median.mae}
 * @param card what the version is, in Markdown; empty where evaluate wrote none
 */
record Registration(
        String model,
        Map<String, String> identity,
        Map<String, String> tags,
        Map<String, String> params,
        Map<String, Double> metrics,
        List<DatasetInput> inputs,
        String card) {

    /** Tag of a version: {@link SavedModel#id}. An older Waybill did not write it. */
    private static final String MODEL_ID = "waybill.model_id";

    private static final String FEATURE_SET = "waybill.feature_set_version";

    private static final String ARTIFACT = "model";

    private static final String REST = "\nThe rest is in reports/model-card.md of the run of evaluate.\n";

    static final Artifact CARD = Artifact.report("model-card.md");

    static Registration of(SavedModel model, JobContext context) {
        Provenance provenance = model.provenance();
        Map<String, String> identity = Map.of(
                MODEL_ID,
                model.id(),
                RunTags.MODEL_SHA256,
                model.sha256(),
                FEATURE_SET,
                provenance.featureSetVersion());
        Path card = CARD.in(context.workspace());
        String table = context.tables().path(provenance.features().table()).toString();
        return new Registration(
                context.workspace().pipeline(),
                identity,
                tags(identity, provenance),
                params(model),
                JsonFile.numbers(EvaluationFigures.of(
                        model, "the trained model", context.workspace().metrics("evaluate"))),
                List.of(DatasetInput.of(provenance.features(), table, "training", OptionalLong.empty())),
                Files.exists(card) ? AtomicFile.read(card) : "");
    }

    String modelSha256() {
        return identity.getOrDefault(RunTags.MODEL_SHA256, "");
    }

    /** The version of this model that is there already. */
    Optional<ModelVersion> known(Tracking tracking) {
        return tracking.versions(model).stream()
                .filter(version -> isOf(version, tracking))
                .findFirst();
    }

    /** By its tag, or, of a version without one, by its files. */
    private boolean isOf(ModelVersion version, Tracking tracking) {
        return version.tags().containsKey(MODEL_ID)
                ? has(MODEL_ID, version)
                : has(RunTags.MODEL_SHA256, version) && hasFilesOf(version, tracking);
    }

    private boolean has(String tag, ModelVersion version) {
        return Objects.equals(identity.get(tag), version.tags().get(tag));
    }

    /** A version whose files are gone or changed is none that could be used again. */
    private boolean hasFilesOf(ModelVersion version, Tracking tracking) {
        try {
            return ModelFolder.open(tracking.download(version)).id().equals(identity.get(MODEL_ID));
        } catch (Refusal unreadable) {
            return false;
        }
    }

    /** Makes the model the next version. */
    ModelVersion handIn(Tracking tracking, Path folder) {
        String run = trainingRun(tracking);
        Map<String, String> others = new TreeMap<>(params);
        others.keySet().removeAll(tracking.params(run).keySet()); // which are there as params.yaml writes them
        tracking.setTags(run, tags);
        tracking.logParams(run, others);
        logMetrics(tracking, run);
        tracking.logInputs(run, inputs);
        tracking.logModel(run, folder, ARTIFACT);
        tracking.finish(run, RunStatus.FINISHED);
        return tracking.register(model, run, ARTIFACT, identity);
    }

    /** The run that trained the model, with its learning curve; where the store has none, one that an attempt began, or a new one. */
    private String trainingRun(Tracking tracking) {
        Map<String, String> training = new TreeMap<>(tags);
        training.keySet().retainAll(Set.of(RunTags.JOB, RunTags.WAYBILL_RUN, RunTags.MODEL_SHA256));
        return tracking.runs(model, training).stream()
                .findFirst()
                .orElseGet(() -> tracking.startRun(model, "train", tags));
    }

    /** Says what a version is, where nothing or something else is said of it. */
    void describe(Tracking tracking, ModelVersion version) {
        String description = beginning(card);
        if (!description.equals(version.description())) {
            tracking.setVersionDescription(version.model(), version.version(), description);
        }
    }

    /** As many lines of a card as MLflow takes. */
    private static String beginning(String card) {
        if (card.codePointCount(0, card.length()) <= MlflowLimits.DESCRIPTION_CHARACTERS) {
            return card;
        }
        String cut = MlflowLimits.cut(card, MlflowLimits.DESCRIPTION_CHARACTERS - REST.length());
        return cut.substring(0, cut.lastIndexOf('\n') + 1) + REST;
    }

    /** Whether the figures are others than the run has, say on other test rows: then they are a further step of it. */
    boolean logMetrics(Tracking tracking, String run) {
        boolean others = !tracking.metrics(run).entrySet().containsAll(metrics.entrySet());
        if (others) {
            tracking.logLaterMetrics(run, metrics);
        }
        return others;
    }

    private static Map<String, String> tags(Map<String, String> identity, Provenance provenance) {
        Map<String, String> tags = new LinkedHashMap<>(identity);
        tags.put(RunTags.JOB, "train");
        tags.put(RunTags.WAYBILL_RUN, provenance.runId());
        tags.put(RunTags.GIT_COMMIT, provenance.gitCommit());
        provenance.versions().forEach((name, version) -> tags.put("waybill.version." + name, version));
        tags.values().removeIf(String::isEmpty);
        return tags;
    }

    private static Map<String, String> params(SavedModel model) {
        Map<String, String> params = new TreeMap<>(model.settings());
        Map<String, Object> split =
                JsonFile.JSON.convertValue(model.provenance().split(), new TypeReference<>() {});
        split.forEach((name, value) -> params.put("split." + name, String.valueOf(value)));
        return params;
    }
}
