package dev.waybill.jobs.register;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Source;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.ModelReference;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.Tracking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Puts the trained and judged model into the registry as its next version, with a tracking run that holds its params,
 * metrics, inputs and files, and points {@code challenger} to it. A model that is registered already, byte for byte, is
 * not registered again; if it was evaluated anew since, its run gets the new metrics as a further step.
 */
public final class Register implements Job<Register.Params, Register.Result> {

    /** Tag of a version: {@link TrainedModel#sha256()}. */
    private static final String MODEL_SHA256 = "waybill.model_sha256";

    private static final String FEATURE_SET = "waybill.feature_set_version";

    private static final String ARTIFACT = "model";

    private static final Artifact CARD = Artifact.report("model-card.md");

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
        return List.of(Artifact.MODEL, Artifact.metrics("evaluate"), CARD);
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.REGISTERED);
    }

    @Override
    public Result run(Params params, JobContext context) {
        Workspace workspace = context.workspace();
        TrainedModel model = ModelFolder.read(workspace.model());
        Optional<ModelVersion> same = context.tracking().versions(workspace.pipeline()).stream()
                .filter(version ->
                        version.tags().entrySet().containsAll(identity(model).entrySet()))
                .findFirst();
        boolean evaluatedAnew = same.isPresent() && isEvaluatedAnew(same.get(), context);
        ModelVersion version = same.orElseGet(() -> register(model, context));
        if (same.isEmpty() || evaluatedAnew) {
            describe(version, context);
        }
        context.tracking().setAlias(version.model(), Aliases.CHALLENGER, version.version());
        Result result = new Result(version.model(), version.version(), model.sha256(), same.isEmpty(), evaluatedAnew);
        JsonFile.write(Artifact.REGISTERED.in(workspace), ModelReference.to(version));
        return result;
    }

    /** Whether its figures are others, say on other test rows: then they are logged. */
    private static boolean isEvaluatedAnew(ModelVersion version, JobContext context) {
        Map<String, Double> metrics = metrics(context.workspace());
        Tracking tracking = context.tracking();
        if (tracking.metrics(version.runId()).entrySet().containsAll(metrics.entrySet())) {
            return false;
        }
        tracking.logLaterMetrics(version.runId(), metrics);
        return true;
    }

    private static ModelVersion register(TrainedModel model, JobContext context) {
        Workspace workspace = context.workspace();
        Tracking tracking = context.tracking();
        Provenance provenance = model.provenance();
        String run = trainingRun(model, context);
        tracking.setTags(run, runTags(model));
        Map<String, String> params = params(provenance);
        params.keySet().removeAll(tracking.params(run).keySet()); // as they are written in params.yaml
        tracking.logParams(run, params);
        tracking.logMetrics(run, metrics(workspace), 0);
        String path = context.tables().path(provenance.features().table()).toString();
        tracking.logInputs(
                run, List.of(DatasetInput.of(provenance.features(), path, "training", OptionalLong.empty())));
        tracking.logModel(run, workspace.model(), ARTIFACT);
        tracking.finish(run, RunStatus.FINISHED);
        return tracking.register(workspace.pipeline(), run, ARTIFACT, identity(model));
    }

    /** By its card, which evaluate wrote. */
    private static void describe(ModelVersion version, JobContext context) {
        Path card = CARD.in(context.workspace());
        if (Files.exists(card)) {
            context.tracking().setVersionDescription(version.model(), version.version(), AtomicFile.read(card));
        }
    }

    /** The run that trained the model, with its learning curve; a new one where this store does not know it. */
    private static String trainingRun(TrainedModel model, JobContext context) {
        Tracking tracking = context.tracking();
        String pipeline = context.workspace().pipeline();
        String invocation = model.provenance().runId();
        return tracking
                .runs(pipeline, Map.of(RunTags.JOB, "train", RunTags.WAYBILL_RUN, invocation))
                .stream()
                .findFirst()
                .orElseGet(() -> tracking.startRun(pipeline, "train", Map.of(RunTags.WAYBILL_RUN, invocation)));
    }

    /** The same trees on features that are defined otherwise are another model. */
    private static Map<String, String> identity(TrainedModel model) {
        return Map.of(
                MODEL_SHA256, model.sha256(), FEATURE_SET, model.provenance().featureSetVersion());
    }

    private static Map<String, String> runTags(TrainedModel model) {
        Provenance provenance = model.provenance();
        Map<String, String> tags = new LinkedHashMap<>();
        tags.putAll(identity(model));
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
        return JsonFile.numbers(workspace.metrics("evaluate"));
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
