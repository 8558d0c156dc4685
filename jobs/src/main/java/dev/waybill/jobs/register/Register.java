package dev.waybill.jobs.register;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.EvaluationFigures;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.ModelReference;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.Tracking;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Puts the trained and judged model into the registry as its next version, with a tracking run that holds its params,
 * metrics, inputs and files, and points {@code challenger} to it. A model that is registered already, by its
 * {@link TrainedModel#id}, is not registered again; if it was evaluated anew since, its run gets the new metrics as a
 * further step.
 */
public final class Register implements Job<Register.Params, Register.Result> {

    /** Tag of a version: {@link TrainedModel#id}. An older Waybill did not write it. */
    private static final String MODEL_ID = "waybill.model_id";

    /** Tag of a version: {@link TrainedModel#sha256()}. */
    private static final String MODEL_SHA256 = "waybill.model_sha256";

    private static final String FEATURE_SET = "waybill.feature_set_version";

    private static final String ARTIFACT = "model";

    public record Params(Source source) {}

    /**
     * What came of it.
     *
     * @param evaluatedAnew whether a version that was there already has other metrics now
     */
    public record Result(String model, int version, String modelSha256, boolean registeredNow, boolean evaluatedAnew) {}

    @Override
    public String name() {
        return "register";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.MODEL, Artifact.metrics("evaluate"));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.REGISTERED);
    }

    @Override
    public Result run(Params params, JobContext context) {
        Workspace workspace = context.workspace();
        TrainedModel model = ModelFolder.read(workspace.model());
        Map<String, Double> metrics = metrics(model, workspace);
        Optional<ModelVersion> same = context.tracking().versions(workspace.pipeline()).stream()
                .filter(version -> isOf(model, version, context.tracking()))
                .findFirst();
        boolean evaluatedAnew = same.isPresent() && isEvaluatedAnew(same.get(), metrics, context.tracking());
        ModelVersion version = same.orElseGet(() -> register(model, metrics, context));
        context.tracking().setAlias(version.model(), Aliases.CHALLENGER, version.version());
        Result result = new Result(version.model(), version.version(), model.sha256(), same.isEmpty(), evaluatedAnew);
        JsonFile.write(Artifact.REGISTERED.in(workspace), ModelReference.to(version));
        return result;
    }

    /** Whether a version is this model: by its tag, or, of one without, by its files. */
    private static boolean isOf(TrainedModel model, ModelVersion version, Tracking tracking) {
        return version.tags().containsKey(MODEL_ID)
                ? model.id().equals(version.tags().get(MODEL_ID))
                : model.sha256().equals(version.tags().get(MODEL_SHA256)) && hasFilesOf(model, version, tracking);
    }

    /** A version whose files are gone or changed is none that could be used again. */
    private static boolean hasFilesOf(TrainedModel model, ModelVersion version, Tracking tracking) {
        try {
            return ModelFolder.read(tracking.download(version)).id().equals(model.id());
        } catch (Refusal unreadable) {
            return false;
        }
    }

    /** Whether its figures are others, say on other test rows: then they are logged. */
    private static boolean isEvaluatedAnew(ModelVersion version, Map<String, Double> metrics, Tracking tracking) {
        if (tracking.metrics(version.runId()).entrySet().containsAll(metrics.entrySet())) {
            return false;
        }
        tracking.logLaterMetrics(version.runId(), metrics);
        return true;
    }

    private static ModelVersion register(TrainedModel model, Map<String, Double> metrics, JobContext context) {
        Workspace workspace = context.workspace();
        Tracking tracking = context.tracking();
        Provenance provenance = model.provenance();
        String run = tracking.startRun(workspace.pipeline(), "train", runTags(model));
        tracking.logParams(run, params(provenance));
        tracking.logMetrics(run, metrics, 0);
        String path = context.tables().path(provenance.features().table()).toString();
        tracking.logInputs(
                run, List.of(DatasetInput.of(provenance.features(), path, "training", OptionalLong.empty())));
        tracking.logModel(run, workspace.model(), ARTIFACT);
        tracking.finish(run, RunStatus.FINISHED);
        return tracking.register(workspace.pipeline(), run, ARTIFACT, identity(model));
    }

    private static Map<String, String> identity(TrainedModel model) {
        return Map.of(
                MODEL_ID,
                model.id(),
                MODEL_SHA256,
                model.sha256(),
                FEATURE_SET,
                model.provenance().featureSetVersion());
    }

    private static Map<String, String> runTags(TrainedModel model) {
        Provenance provenance = model.provenance();
        Map<String, String> tags = new LinkedHashMap<>();
        tags.putAll(identity(model));
        tags.put("waybill.run_id", provenance.runId());
        tags.put("mlflow.source.git.commit", provenance.gitCommit());
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
    private static Map<String, Double> metrics(TrainedModel model, Workspace workspace) {
        Map<String, Double> metrics = new TreeMap<>();
        flatten("", EvaluationFigures.of(model, "the trained model", workspace.metrics("evaluate")), metrics);
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

    @Override
    public String summary(Result result) {
        String known = result.evaluatedAnew()
                ? "; the same model was registered already, its metrics are the new ones"
                : "; the same model was registered already";
        return "%s/%d as %s%s"
                .formatted(result.model(), result.version(), Aliases.CHALLENGER, result.registeredNow() ? "" : known);
    }
}
