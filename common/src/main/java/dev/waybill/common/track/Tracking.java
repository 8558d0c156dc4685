package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs did, and the models that came of them: a folder with MLflow's SQLite database and, beside it, the artifacts.
 * {@code mlflow ui --backend-store-uri sqlite:///mlflow.db} in that folder shows all of it.
 *
 * <p>Each call that changes something does all of it or nothing, whoever else writes at the time. A tracking store may be
 * used from several threads. Keys and values are held to MLflow's limits: a param or tag of a run that is too long is
 * cut, anything else refused.
 */
public final class Tracking implements AutoCloseable {

    private final Artifacts artifacts;
    private final Database database;
    private final Clock clock;

    private Tracking(Artifacts artifacts, Database database, Clock clock) {
        this.artifacts = artifacts;
        this.database = database;
        this.clock = clock;
    }

    /** A store in this folder; nothing is opened or created before it is needed. */
    public static Tracking open(Path folder, Clock clock) {
        Artifacts artifacts = new Artifacts(folder.toAbsolutePath().normalize());
        Database database = new Database(artifacts.folder(), new Schema(artifacts, clock));
        return new Tracking(artifacts, database, clock);
    }

    /**
     * Begins a run, in an experiment that is created if there is none of this name.
     *
     * @param tags of the run, over those that Waybill sets: {@link RunTags}
     * @return the run's id
     */
    public String startRun(String experiment, String runName, Map<String, String> tags) {
        return database.writeAndReturn(transaction -> {
            long now = clock.millis();
            String user = System.getProperty("user.name", "unknown");
            long group = Experiments.findOrCreate(transaction, experiment, artifacts, now);
            Runs.Run run = Runs.insert(transaction, group, runName, user, artifacts, now);
            setTags(transaction, run.id(), ownTags(runName, user));
            setTags(transaction, run.id(), tags);
            return run.id();
        });
    }

    /** Logs params, each once: the same value again is nothing new, another one an error. */
    public void logParams(String runId, Map<String, String> params) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            for (Map.Entry<String, String> param : params.entrySet()) {
                Runs.logParam(transaction, runId, param.getKey(), param.getValue());
            }
        });
    }

    /** Logs metrics as of now; an infinite value is kept as the largest finite one. */
    public void logMetrics(String runId, Map<String, Double> metrics, long step) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            long now = clock.millis();
            for (Map.Entry<String, Double> metric : metrics.entrySet()) {
                Runs.logMetric(transaction, runId, metric.getKey(), metric.getValue(), step, now);
            }
        });
    }

    /** Logs metrics that went through steps, the first of which is 0: a learning curve. */
    public void logCurves(String runId, Map<String, List<Double>> curves) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            long now = clock.millis();
            for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
                for (int step = 0; step < curve.getValue().size(); step++) {
                    Runs.logMetric(transaction, runId, curve.getKey(), curve.getValue().get(step), step, now);
                }
            }
        });
    }

    /** The active runs of an experiment that have all of these tags, the newest first; none of an unknown experiment. */
    public List<String> runs(String experiment, Map<String, String> tags) {
        return database.read(transaction -> Runs.find(transaction, experiment).stream()
                .filter(run -> {
                    try {
                        return Runs.tags(transaction, run).entrySet().containsAll(tags.entrySet());
                    } catch (SQLException e) { throw new IllegalStateException(e); }
                })
                .toList());
    }

    /** Logs metrics as {@link #logMetrics} does, a step behind all that the run has. */
    public void logLaterMetrics(String runId, Map<String, Double> metrics) {
        logMetrics(runId, metrics, database.read(transaction -> Runs.lastStep(transaction, runId)) + 1);
    }

    /** Sets tags, in place of those of the same keys. */
    public void setTags(String runId, Map<String, String> tags) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            setTags(transaction, runId, tags);
        });
    }

    /** Logs which tables a run read. */
    public void logInputs(String runId, List<DatasetInput> inputs) {
        database.write(transaction -> {
            Runs.Run run = Runs.require(transaction, runId);
            for (DatasetInput input : inputs) {
                Runs.logInput(transaction, run, input);
            }
        });
    }

    /**
     * Copies a file, or all that is in a folder, to the run's artifacts.
     *
     * @param artifactPath the folder among the artifacts to copy into; empty for their root
     */
    public void logArtifacts(String runId, Path from, String artifactPath) {
        Runs.Run run = database.read(transaction -> Runs.require(transaction, runId));
        Artifacts.copy(from, artifacts.path(artifactUri(run, artifactPath)));
    }

    /** As {@link #logArtifacts}, of a folder with an {@code MLmodel} file: MLflow then shows the run with its model. */
    public void logModel(String runId, Path folder, String artifactPath) {
        logArtifacts(runId, folder, artifactPath);
        database.write(transaction -> {
            String history = Runs.tags(transaction, runId).getOrDefault(RunTags.MODEL_HISTORY, "[]");
            String longer = LoggedModel.addTo(history, runId, folder, artifactPath);
            Runs.setTag(transaction, runId, RunTags.MODEL_HISTORY, longer);
        });
    }

    /** Ends a run. */
    public void finish(String runId, RunStatus status) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            Runs.finish(transaction, runId, status, clock.millis());
        });
    }

    /** The latest value of each metric of a run, by name; none of an unknown run. */
    public Map<String, Double> metrics(String runId) {
        return database.read(transaction -> Runs.metrics(transaction, runId));
    }

    /** The params of a run, by name; none of an unknown run. */
    public Map<String, String> params(String runId) {
        return database.read(transaction -> Runs.params(transaction, runId));
    }

    /** The tags of a run, by name; none of an unknown run. */
    public Map<String, String> tags(String runId) {
        return database.read(transaction -> Runs.tags(transaction, runId));
    }

    /**
     * Makes a run's artifacts the next version of a model, which is created if there is none of this name.
     *
     * @param artifactPath the model's folder among the artifacts of the run
     * @param tags of the version
     */
    public ModelVersion register(String model, String runId, String artifactPath, Map<String, String> tags) {
        return database.writeAndReturn(transaction -> {
            Runs.Run run = Runs.require(transaction, runId);
            String uri = artifactUri(run, artifactPath);
            requireFolder(model, artifacts.path(uri));
            return Registry.insert(transaction, model, run, uri, tags, clock.millis());
        });
    }

    /** Points an alias to a version, away from any other. */
    public void setAlias(String model, String alias, int version) {
        database.write(transaction -> Registry.setAlias(transaction, model, alias, version));
    }

    /** Takes an alias away, if it is there. */
    public void removeAlias(String model, String alias) {
        database.write(transaction -> Registry.removeAlias(transaction, model, alias));
    }

    /** The version that an alias points to. */
    public Optional<ModelVersion> byAlias(String model, String alias) {
        return versions(model).stream()
                .filter(version -> version.aliases().contains(alias))
                .findFirst();
    }

    /** All versions of a model, the newest first; none of an unknown model. */
    public List<ModelVersion> versions(String model) {
        return database.read(transaction -> Registry.versions(transaction, model));
    }

    /**
     * A local folder with the files of a version, to read only: it may be the store's own. MLflow leaves a file of its
     * own in there when it loads the version by its name, {@code registered_model_meta}.
     */
    public Path download(ModelVersion version) {
        Path folder = artifacts.path(version.artifactUri());
        requireFolder(version.toString(), folder);
        return folder;
    }

    /** Lets go of the database; the next use opens it again. */
    @Override
    public void close() {
        database.close();
    }

    private static Map<String, String> ownTags(String runName, String user) {
        return Map.of(
                RunTags.RUN_NAME,
                runName,
                RunTags.USER,
                user,
                RunTags.SOURCE_NAME,
                "waybill",
                RunTags.SOURCE_TYPE,
                "JOB");
    }

    private static void setTags(Transaction transaction, String runId, Map<String, String> tags) throws SQLException {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            Runs.setTag(transaction, runId, tag.getKey(), tag.getValue());
        }
    }

    private static String artifactUri(Runs.Run run, String artifactPath) {
        if (artifactPath.isEmpty()) {
            return run.artifactUri();
        }
        MlflowLimits.requireKey(artifactPath);
        return Artifacts.below(run.artifactUri(), artifactPath);
    }

    private static void requireFolder(String model, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw Refusal.mistake(
                    "tracking.artifacts-missing",
                    "Cannot find the files of model " + model + ": there is no folder " + folder + ".",
                    "Restore it, or use another version.");
        }
    }
}
