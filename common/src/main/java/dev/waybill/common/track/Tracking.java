package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs did, and the models that came of them, in MLflow's terms: in a folder of this machine or on a server.
 *
 * <p>A tracking store may be used from several threads. Keys and values are held to MLflow's limits: a param or tag of a
 * run that is too long is cut, anything else is refused before something is written. Every method throws a
 * {@link Refusal} with a code that begins with {@code tracking.} where the store cannot be used, or has no such run or
 * version.
 */
public interface Tracking extends AutoCloseable {

    /**
     * Begins a run, in an experiment that is created if there is none of this name.
     *
     * @param tags of the run, over those that Waybill sets; {@link RunTags#PARENT_RUN} makes it a part of another
     * @return the run's id
     */
    String startRun(String experiment, String runName, Map<String, String> tags);

    /** The ids of the runs whose tags have all of these values, the newest first; none of an unknown experiment. */
    List<String> runs(String experiment, Map<String, String> tags);

    /** Those of {@link #runs} that have not ended. */
    List<String> unfinished(String experiment, Map<String, String> tags);

    /** Logs params, each once: the same value again is nothing new, another one an error. */
    void logParams(String runId, Map<String, String> params);

    /** Logs metrics as of now; an infinite value is kept as the largest finite one. */
    void logMetrics(String runId, Map<String, Double> metrics, long step);

    /** Logs metrics that went through steps, the first of which is 0, as of now: learning curves by name. */
    void logCurves(String runId, Map<String, List<Double>> curves);

    /** Logs metrics as {@link #logMetrics} does, a step behind all that the run has. */
    void logLaterMetrics(String runId, Map<String, Double> metrics);

    /** Sets tags, in place of those of the same keys. */
    void setTags(String runId, Map<String, String> tags);

    /** Logs which tables a run read. */
    void logInputs(String runId, List<DatasetInput> inputs);

    /**
     * Copies a file, or all that is in a folder, to the run's artifacts.
     *
     * @param artifactPath the folder among the artifacts to copy into; empty for their root
     */
    void logArtifacts(String runId, Path from, String artifactPath);

    /** Ends a run. */
    void finish(String runId, RunStatus status);

    /** The latest value of each metric of a run, by name; none of an unknown run. */
    Map<String, Double> metrics(String runId);

    /** All values of a metric of a run, by step and then as they were logged; none of an unknown run. */
    List<MetricPoint> metricHistory(String runId, String metric);

    /** The params of a run, by name; none of an unknown run. */
    Map<String, String> params(String runId);

    /** The tags of a run, by name; none of an unknown run. */
    Map<String, String> tags(String runId);

    /**
     * Makes a run's artifacts the next version of a model, which is created if there is none of this name.
     *
     * @param artifactPath the model's folder among the artifacts of the run
     * @param tags of the version
     */
    ModelVersion register(String model, String runId, String artifactPath, Map<String, String> tags);

    /** Sets tags of a version, in place of those of the same keys. */
    void setVersionTags(String model, int version, Map<String, String> tags);

    /** Says in Markdown what a version is. */
    void setVersionDescription(String model, int version, String text);

    /**
     * Points aliases to versions, away from any other. Whoever reads {@link Aliases#CHAMPION} meanwhile finds the one
     * before or the new one, and the others are set by the time that it finds the new one.
     *
     * @param versions by alias
     */
    void setAliases(String model, Map<String, Integer> versions);

    /** Takes an alias away, if it is there. */
    void removeAlias(String model, String alias);

    /** The version that an alias points to. */
    Optional<ModelVersion> byAlias(String model, String alias);

    /** All versions of a model, the newest first; none of an unknown model. */
    List<ModelVersion> versions(String model);

    /**
     * A local folder with the files of a version, to read only: it may be the store's own. MLflow leaves a file of its
     * own in there when it loads the version by its name, {@code registered_model_meta}.
     */
    Path download(ModelVersion version);

    /** Lets go of the store; the next use opens it again. */
    @Override
    void close();

    /** Points an alias to a version, away from any other. */
    default void setAlias(String model, String alias, int version) {
        setAliases(model, Map.of(alias, version));
    }

    /** As {@link #logArtifacts}, of a folder with an {@code MLmodel} file: MLflow then shows the run with its model. */
    default void logModel(String runId, Path folder, String artifactPath) {
        logArtifacts(runId, folder, artifactPath);
        String history = tags(runId).getOrDefault(RunTags.MODEL_HISTORY, "[]");
        setTags(runId, Map.of(RunTags.MODEL_HISTORY, LoggedModel.addTo(history, runId, folder, artifactPath)));
    }
}
