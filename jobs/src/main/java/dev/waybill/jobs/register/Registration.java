package dev.waybill.jobs.register;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.Tracking;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * All that the tracking store is told of a model, beside its files. Handed in twice, or after an attempt that broke off, it
 * makes one run and one version.
 *
 * @param identity tags by which a version is known to be of this model: the same trees on features that are defined
 *     otherwise are another one
 * @param tags of the run, with those of the identity among them
 */
record Registration(
        String model,
        Map<String, String> identity,
        Map<String, String> tags,
        Map<String, String> params,
        Map<String, Double> metrics,
        List<DatasetInput> inputs) {

    /** Tag of a version: {@link TrainedModel#sha256()}. */
    private static final String MODEL_SHA256 = "waybill.model_sha256";

    private static final String FEATURE_SET = "waybill.feature_set_version";

    private static final String ARTIFACT = "model";

    static Registration of(TrainedModel model, JobContext context) {
        Provenance provenance = model.provenance();
        Map<String, String> identity =
                Map.of(MODEL_SHA256, model.sha256(), FEATURE_SET, provenance.featureSetVersion());
        String table = context.tables().path(provenance.features().table()).toString();
        return new Registration(
                context.workspace().pipeline(),
                identity,
                tags(identity, provenance),
                params(provenance),
                metrics(context.workspace()),
                List.of(DatasetInput.of(provenance.features(), table, "training", OptionalLong.empty())));
    }

    String modelSha256() {
        return identity.getOrDefault(MODEL_SHA256, "");
    }

    /** The version of this model that is there already. */
    Optional<ModelVersion> known(Tracking tracking) {
        return tracking.versions(model).stream()
                .filter(version -> version.tags().entrySet().containsAll(identity.entrySet()))
                .findFirst();
    }

    /** Makes the model the next version, with a run of its own, which an attempt that broke off may have begun. */
    ModelVersion handIn(Tracking tracking, Path folder) {
        String run = tracking.runs(model, tags).stream()
                .findFirst()
                .orElseGet(() -> tracking.startRun(model, "train", tags));
        tracking.logParams(run, params);
        logMetrics(tracking, run);
        tracking.logInputs(run, inputs);
        tracking.logModel(run, folder, ARTIFACT);
        tracking.finish(run, RunStatus.FINISHED);
        return tracking.register(model, run, ARTIFACT, identity);
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
        tags.put("waybill.run_id", provenance.runId());
        tags.put(RunTags.GIT_COMMIT, provenance.gitCommit());
        provenance.versions().forEach((name, version) -> tags.put("waybill.version." + name, version));
        tags.values().removeIf(String::isEmpty);
        return tags;
    }

    private static Map<String, String> params(Provenance provenance) {
        Map<String, String> params = new TreeMap<>();
        Map<String, Object> model = JsonFile.JSON.convertValue(provenance.params(), new TypeReference<>() {});
        model.forEach((name, value) -> params.put("model." + name, String.valueOf(value)));
        params.put("model.objective", provenance.task().objective(provenance.params()));
        Map<String, Object> split = JsonFile.JSON.convertValue(provenance.split(), new TypeReference<>() {});
        split.forEach((name, value) -> params.put("split." + name, String.valueOf(value)));
        return params;
    }

    /** The figures of metrics/evaluate.json; those of a baseline below its name: {@code baselines.global_median.mae}. */
    private static Map<String, Double> metrics(Workspace workspace) {
        Map<String, Double> metrics = new TreeMap<>();
        flatten("", JsonFile.read(workspace.metrics("evaluate"), JsonNode.class), metrics);
        return metrics;
    }

    private static void flatten(String path, JsonNode node, Map<String, Double> into) {
        node.fields().forEachRemaining(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (field.getValue().isNumber()) {
                into.put(name, field.getValue().doubleValue());
            } else {
                flatten(name, field.getValue(), into);
            }
        });
    }
}
