package dev.waybill.serving;

import dev.waybill.serving.http.ApiServer;
import dev.waybill.serving.http.Health;
import dev.waybill.serving.http.Traffic;
import dev.waybill.serving.predict.PredictionCounts;
import dev.waybill.serving.predict.ServedPipeline;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Answers requests for predictions of pipelines, and keeps up with what is promoted and published. */
public final class OnlineServer implements AutoCloseable {

    private final Map<String, ServedPipeline> pipelines = new LinkedHashMap<>();
    private final ApiServer server;
    private final Thread refreshing;

    /**
     * Starts.
     *
     * @param open loads the pipelines, whose figures are counted there
     * @param version of the program
     */
    public OnlineServer(
            Serving serving,
            Function<PredictionCounts, List<ServedPipeline>> open,
            String version,
            InstantSource clock) {
        Traffic traffic = new Traffic();
        Health health = new Health();
        open.apply(new PredictionCounts(traffic.registry())).forEach(pipeline -> {
            pipelines.put(pipeline.name(), pipeline);
            health.add(pipeline.name(), pipeline::check);
            pipeline.log().ifPresent(log -> health.add(pipeline.name() + "_log", log::check));
        });
        server = listening(serving, health, traffic, version, clock);
        health.start();
        refreshing = new Thread(() -> refreshEvery(serving.refreshSeconds()), "waybill-refresh");
        refreshing.setDaemon(true);
        refreshing.start();
    }

    /** What was opened is closed again where nobody could ask it. */
    private ApiServer listening(Serving serving, Health health, Traffic traffic, String version, InstantSource clock) {
        try {
            return new ApiServer(
                    new ApiServer.Address(serving.host(), serving.port(), Optional.empty()),
                    serving.limits(),
                    new Routes(pipelines).all(),
                    health,
                    traffic,
                    version,
                    clock);
        } catch (RuntimeException e) {
            pipelines.values().forEach(ServedPipeline::close);
            throw e;
        }
    }

    private void refreshEvery(int seconds) {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(seconds);
                refresh();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void refresh() {
        pipelines.values().forEach(ServedPipeline::refresh);
    }

    /** Those that are served. */
    public List<ServedPipeline> pipelines() {
        return List.copyOf(pipelines.values());
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** Answers what has been asked, and ends. */
    @Override
    public void close() {
        refreshing.interrupt();
        server.close();
        pipelines.values().forEach(ServedPipeline::close);
    }
}
