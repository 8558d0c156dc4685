package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ArtifactUri;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.MetricPoint;
import dev.waybill.common.track.Missing;
import dev.waybill.common.track.MlflowLimits;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.Tracking;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * An MLflow server. What fails only for now is tried again, in a way that makes no run or version twice; a call that
 * writes in portions, as of several hundred params, may have written some of them where it fails in the end.
 */
public final class ServerTracking implements Tracking {

    private final ServerAddress server;
    private final MlflowApi api;
    private final ServerExperiments experiments;
    private final ServerRuns runs;
    private final ServerRegistry registry;
    private final ServerArtifacts artifacts;
    private final ModelCache cache;
    private final Clock clock;

    private ServerTracking(
            ServerAddress server, Patience patience, Supplier<Configuration> hadoop, Path cache, Clock clock) {
        HttpExchange http = new HttpExchange(server);
        this.server = server;
        this.api = new MlflowApi(http, patience);
        this.experiments = new ServerExperiments(api);
        this.runs = new ServerRuns(api);
        this.registry = new ServerRegistry(api);
        this.artifacts = new ServerArtifacts(http, patience, hadoop);
        this.cache = new ModelCache(cache);
        this.clock = clock;
    }

    /**
     * A store on a server; nothing is asked of it before it is needed.
     *
     * @param hadoop settings of the file systems that the server may keep artifacts in
     * @param cache the folder that copies of models are kept in
     */
    public static ServerTracking open(
            ServerAddress server, Patience patience, Supplier<Configuration> hadoop, Path cache, Clock clock) {
        return new ServerTracking(server, patience, hadoop, cache, clock);
    }

    /**
     * That a server answers as MLflow does, and takes calls of this user: found out within seconds.
     *
     * @throws Refusal if it does not
     */
    public static void requireReachable(ServerAddress server) {
        new MlflowApi(new HttpExchange(server), Patience.SHORT)
                .ask(Call.get("experiments/search", Map.of("max_results", "1")));
    }

    @Override
    public String startRun(String experiment, String runName, Map<String, String> tags) {
        tags.keySet().forEach(MlflowLimits::requireKey);
        return runs.start(experiments.findOrCreate(experiment), runName, tags, clock.millis());
    }

    @Override
    public List<String> runs(String experiment, Map<String, String> tags) {
        return search(experiment, tags).map(ServerRun::id).toList();
    }

    @Override
    public List<String> unfinished(String experiment, Map<String, String> tags) {
        return search(experiment, tags)
                .filter(ServerRun::isRunning)
                .map(ServerRun::id)
                .toList();
    }

    private Stream<ServerRun> search(String experiment, Map<String, String> tags) {
        return experiments.find(experiment).stream().flatMap(id -> runs.search(id, tags).stream());
    }

    @Override
    public void logParams(String runId, Map<String, String> params) {
        runs.logParams(runId, params);
    }

    @Override
    public void logMetrics(String runId, Map<String, Double> metrics, long step) {
        runs.logMetrics(runId, metrics, step, clock.millis());
    }

    @Override
    public void logCurves(String runId, Map<String, List<Double>> curves) {
        runs.logCurves(runId, curves, clock.millis());
    }

    @Override
    public void logLaterMetrics(String runId, Map<String, Double> metrics) {
        logMetrics(runId, metrics, runs.require(runId).lastStep() + 1);
    }

    @Override
    public void setTags(String runId, Map<String, String> tags) {
        runs.setTags(runId, tags);
    }

    @Override
    public void logInputs(String runId, List<DatasetInput> inputs) {
        runs.logInputs(runId, inputs);
    }

    @Override
    public void logArtifacts(String runId, Path from, String artifactPath) {
        artifacts.upload(from, ArtifactUri.below(runs.require(runId).artifactUri(), artifactPath));
    }

    @Override
    public void finish(String runId, RunStatus status) {
        runs.finish(runId, status, clock.millis());
    }

    @Override
    public Map<String, Double> metrics(String runId) {
        return runs.find(runId).map(ServerRun::metrics).orElse(Map.of());
    }

    @Override
    public List<MetricPoint> metricHistory(String runId, String metric) {
        return runs.history(runId, metric);
    }

    @Override
    public Map<String, String> params(String runId) {
        return runs.find(runId).map(ServerRun::params).orElse(Map.of());
    }

    @Override
    public Map<String, String> tags(String runId) {
        return runs.find(runId).map(ServerRun::tags).orElse(Map.of());
    }

    @Override
    public ModelVersion register(String model, String runId, String artifactPath, Map<String, String> tags) {
        MlflowLimits.requireModelName(model);
        tags.forEach(MlflowLimits::requireVersionTag);
        String location = ArtifactUri.below(runs.require(runId).artifactUri(), artifactPath);
        requireFiles(model, runId, location, artifactPath);
        return registry.register(model, runId, location, tags);
    }

    /** A server cannot see into a folder of ours, nor we into one of its own: that is found out here. */
    private void requireFiles(String model, String runId, String location, String artifactPath) {
        boolean shared = location.startsWith("/") || ArtifactUri.isFile(location);
        boolean there = shared
                ? !api.ask(Call.get("artifacts/list", Map.of("run_id", runId, "path", artifactPath)))
                        .path("files")
                        .isEmpty()
                : artifacts.isThere(location);
        if (!there) {
            throw Missing.artifacts(
                    model,
                    shared
                            ? "the server sees none in " + location + ", which must be a folder that both machines have"
                            : "there are none at " + location);
        }
    }

    @Override
    public void setVersionTags(String model, int version, Map<String, String> tags) {
        tags.forEach(MlflowLimits::requireVersionTag);
        tags.forEach((key, value) -> registry.setTag(model, version, key, value));
    }

    @Override
    public void setVersionDescription(String model, int version, String text) {
        MlflowLimits.requireVersionDescription(text);
        registry.setDescription(model, version, text);
    }

    @Override
    public void setAliases(String model, Map<String, Integer> versions) {
        registry.setAliases(model, versions);
    }

    @Override
    public void removeAlias(String model, String alias) {
        registry.removeAlias(model, alias);
    }

    @Override
    public Optional<ModelVersion> byAlias(String model, String alias) {
        return registry.byAlias(model, alias);
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return registry.versions(model);
    }

    @Override
    public Path download(ModelVersion version) {
        return cache.folder(server.uri(), version, into -> artifacts.download(registry.artifactUri(version), into));
    }

    /** Connections end by themselves. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return server.toString();
    }
}
