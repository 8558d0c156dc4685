package dev.waybill.common.track;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder with MLflow's SQLite database and, beside it, the artifacts: {@code mlflow ui --backend-store-uri
 * sqlite:///mlflow.db} in that folder shows all of it. Each call that changes something does all of it or nothing,
 * whoever else writes at the time.
 */
public final class LocalTracking implements Tracking {

    private final Artifacts artifacts;
    private final Database database;
    private final Clock clock;

    private LocalTracking(Artifacts artifacts, Database database, Clock clock) {
        this.artifacts = artifacts;
        this.database = database;
        this.clock = clock;
    }

    /** A store in this folder; nothing is opened or created before it is needed. */
    public static LocalTracking open(Path folder, Clock clock) {
        Artifacts artifacts = new Artifacts(folder.toAbsolutePath().normalize());
        Database database = new Database(artifacts.folder(), new Schema(artifacts, clock));
        return new LocalTracking(artifacts, database, clock);
    }

    @Override
    public String startRun(String experiment, String runName, Map<String, String> tags) {
        return database.writeAndReturn(transaction -> {
            long now = clock.millis();
            String user = RunTags.user();
            long group = Experiments.findOrCreate(transaction, experiment, artifacts, now);
            Runs.Run run = Runs.insert(transaction, group, runName, user, artifacts, now);
            setTags(transaction, run.id(), RunTags.own(runName, user));
            setTags(transaction, run.id(), tags);
            return run.id();
        });
    }

    @Override
    public List<String> runs(String experiment, Map<String, String> tags) {
        return database.read(transaction -> Runs.withTags(transaction, experiment, tags));
    }

    @Override
    public List<String> unfinished(String experiment, Map<String, String> tags) {
        return database.read(transaction -> {
            List<String> running = Runs.running(transaction);
            return Runs.withTags(transaction, experiment, tags).stream()
                    .filter(running::contains)
                    .toList();
        });
    }

    @Override
    public void logParams(String runId, Map<String, String> params) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            for (Map.Entry<String, String> param : params.entrySet()) {
                Runs.logParam(transaction, runId, param.getKey(), param.getValue());
            }
        });
    }

    @Override
    public void logMetrics(String runId, Map<String, Double> metrics, long step) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            long now = clock.millis();
            for (Map.Entry<String, Double> metric : metrics.entrySet()) {
                Runs.logMetric(transaction, runId, metric.getKey(), metric.getValue(), step, now);
            }
        });
    }

    @Override
    public void logCurves(String runId, Map<String, List<Double>> curves) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            long now = clock.millis();
            for (Map.Entry<String, List<Double>> curve : curves.entrySet()) {
                for (int step = 0; step < curve.getValue().size(); step++) {
                    Runs.logMetric(
                            transaction, runId, curve.getKey(), curve.getValue().get(step), step, now);
                }
            }
        });
    }

    @Override
    public void logLaterMetrics(String runId, Map<String, Double> metrics) {
        logMetrics(runId, metrics, database.read(transaction -> Runs.lastStep(transaction, runId)) + 1);
    }

    @Override
    public void setTags(String runId, Map<String, String> tags) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            setTags(transaction, runId, tags);
        });
    }

    @Override
    public void logInputs(String runId, List<DatasetInput> inputs) {
        database.write(transaction -> {
            Runs.Run run = Runs.require(transaction, runId);
            for (DatasetInput input : inputs) {
                Runs.logInput(transaction, run, input);
            }
        });
    }

    @Override
    public void logArtifacts(String runId, Path from, String artifactPath) {
        Runs.Run run = database.read(transaction -> Runs.require(transaction, runId));
        Artifacts.copy(from, artifacts.path(ArtifactUri.below(run.artifactUri(), artifactPath)));
    }

    @Override
    public void finish(String runId, RunStatus status) {
        database.write(transaction -> {
            Runs.require(transaction, runId);
            Runs.finish(transaction, runId, status, clock.millis());
        });
    }

    @Override
    public Map<String, Double> metrics(String runId) {
        return database.read(transaction -> Runs.metrics(transaction, runId));
    }

    @Override
    public List<MetricPoint> metricHistory(String runId, String metric) {
        return database.read(transaction -> Runs.metricHistory(transaction, runId, metric));
    }

    @Override
    public Map<String, String> params(String runId) {
        return database.read(transaction -> Runs.params(transaction, runId));
    }

    @Override
    public Map<String, String> tags(String runId) {
        return database.read(transaction -> Runs.tags(transaction, runId));
    }

    @Override
    public ModelVersion register(String model, String runId, String artifactPath, Map<String, String> tags) {
        return database.writeAndReturn(transaction -> {
            Runs.Run run = Runs.require(transaction, runId);
            String uri = ArtifactUri.below(run.artifactUri(), artifactPath);
            requireFolder(model, artifacts.path(uri));
            return Registry.insert(transaction, model, run, uri, tags, clock.millis());
        });
    }

    @Override
    public void setVersionTags(String model, int version, Map<String, String> tags) {
        database.write(transaction -> Registry.setTags(transaction, model, version, tags));
    }

    @Override
    public void setVersionDescription(String model, int version, String text) {
        database.write(transaction -> Registry.setDescription(transaction, model, version, text, clock.millis()));
    }

    @Override
    public void setAliases(String model, Map<String, Integer> versions) {
        database.write(transaction -> {
            for (Map.Entry<String, Integer> alias : versions.entrySet()) {
                Registry.setAlias(transaction, model, alias.getKey(), alias.getValue());
            }
        });
    }

    @Override
    public void removeAlias(String model, String alias) {
        database.write(transaction -> Registry.removeAlias(transaction, model, alias));
    }

    @Override
    public Optional<ModelVersion> byAlias(String model, String alias) {
        return versions(model).stream()
                .filter(version -> version.aliases().contains(alias))
                .findFirst();
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return database.read(transaction -> Registry.versions(transaction, model));
    }

    @Override
    public Path download(ModelVersion version) {
        Path folder = artifacts.path(version.artifactUri());
        requireFolder(version.toString(), folder);
        return folder;
    }

    @Override
    public void close() {
        database.close();
    }

    private static void setTags(Transaction transaction, String runId, Map<String, String> tags) throws SQLException {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            Runs.setTag(transaction, runId, tag.getKey(), tag.getValue());
        }
    }

    private static void requireFolder(String model, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw Missing.artifacts(model, "there is no folder " + folder);
        }
    }
}
