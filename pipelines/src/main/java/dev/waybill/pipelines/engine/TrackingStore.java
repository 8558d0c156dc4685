package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Platform;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.common.track.Tracking;
import dev.waybill.common.track.server.MlflowVariables;
import dev.waybill.common.track.server.Patience;
import dev.waybill.common.track.server.ServerAddress;
import dev.waybill.common.track.server.ServerTracking;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a pipeline's runs and models are kept. What params say counts, be it by {@code --set}, by the environment's file or
 * by the pipeline's own; then {@code MLFLOW_TRACKING_URI}; then {@link Platform#TRACKING}.
 */
final class TrackingStore {

    private final Pipeline pipeline;
    private final String text;

    private TrackingStore(Pipeline pipeline, String text) {
        this.pipeline = pipeline;
        this.text = text;
    }

    static TrackingStore of(Pipeline pipeline) {
        return new TrackingStore(
                pipeline,
                pipeline.platform()
                        .tracking()
                        .or(() -> pipeline.mlflow().uri().map(TrackingStore::trackable))
                        .orElse(Platform.TRACKING));
    }

    private static String trackable(String uri) {
        if (!Platform.isTrackable(uri)) {
            throw Refusal.mistake(
                    "tracking.scheme",
                    "Cannot keep runs and models at %s (%s): Waybill takes a folder, or the http:// or https:// address of an MLflow server."
                            .formatted(uri, MlflowVariables.URI),
                    "Correct it, or set 'tracking' in the params or in conf/, which counts before it.");
        }
        return uri;
    }

    /** For people: the address without a password, or the folder as it is written. */
    String shown() {
        return Redaction.of(text);
    }

    /** Empty for a server. */
    Optional<Path> folder() {
        return server().isPresent() ? Optional.empty() : Optional.of(path());
    }

    private Path path() {
        if (text.startsWith("file:/")) {
            return Path.of(URI.create(text));
        }
        return pipeline.home().resolve(text.replaceFirst("^file:", ""));
    }

    private Optional<ServerAddress> server() {
        return Platform.isServer(text) ? Optional.of(ServerAddress.of(text, pipeline.mlflow())) : Optional.empty();
    }

    /**
     * That a server, if it is one, can be used: found out within seconds.
     *
     * @throws Refusal if it cannot
     */
    void requireReachable() {
        server().ifPresent(ServerTracking::requireReachable);
    }

    /** Nothing is created or asked before something is tracked. */
    Tracking open(Clock clock) {
        return server().<Tracking>map(server -> ServerTracking.open(
                        server,
                        Patience.LONG,
                        this::hadoop,
                        pipeline.home().resolve("data").resolve("models"),
                        clock))
                .orElseGet(() -> LocalTracking.open(path(), clock));
    }

    private Configuration hadoop() {
        Properties system = System.getProperties();
        return Sessions.hadoop(
                SparkSettings.all(SparkSettings.of(pipeline.platform().spark(), system, Optional.empty()), system));
    }
}
