package dev.waybill.serving;

import dev.waybill.serving.access.Guard;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for predictions of pipelines, and keeps up with what is promoted and published. */
public final class OnlineServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OnlineServer.class);

    private final Map<String, ServedPipeline> pipelines = new LinkedHashMap<>();
    private final Optional<Guard> guard;
    private final ApiServer server;
    private final ScheduledExecutorService refreshing;

    /**
     * Starts.
     *
     * @param guard tells who asks; empty for anybody, on an address of this machine alone
     * @param open loads the pipelines, whose figures are counted there
     * @param version of the program
     */
    public OnlineServer(
            Serving serving,
            Optional<Guard> guard,
            Function<PredictionCounts, List<ServedPipeline>> open,
            String version,
            InstantSource clock) {
        this.guard = guard;
        Traffic traffic = new Traffic();
        Health health = new Health();
        PredictionCounts counts = new PredictionCounts(traffic.registry());
        open.apply(counts).forEach(pipeline -> {
            pipelines.put(pipeline.name(), pipeline);
            health.add(pipeline.name(), pipeline.name(), pipeline::check);
            counts.watch(pipeline.name(), () -> pipeline.check().status() != Health.Status.up);
            pipeline.log().ifPresent(log -> health.add(pipeline.name() + " (log)", pipeline.name(), log::check));
        });
        guard.ifPresent(known -> health.add("serving.access", () -> check(known)));
        server = listening(serving, health, traffic, version, clock);
        health.start();
        refreshing = Executors.newScheduledThreadPool(2, work -> {
            Thread thread = new Thread(work, "waybill-refresh");
            thread.setDaemon(true);
            return thread;
        });
        // Apart, so that a key is withdrawn in time whatever a model takes to be loaded.
        guard.ifPresent(known -> every(serving.refreshSeconds(), known::refresh));
        every(serving.refreshSeconds(), () -> pipelines.values().forEach(ServedPipeline::refresh));
    }

    private static Health.Check check(Guard guard) {
        return guard.problem()
                .map(problem -> new Health.Check(Health.Status.degraded, problem))
                .orElseGet(() -> Health.Check.up(guard.summary()));
    }

    /** What was opened is closed again where nobody could ask it. */
    private ApiServer listening(Serving serving, Health health, Traffic traffic, String version, InstantSource clock) {
        try {
            return new ApiServer(
                    new ApiServer.Address(serving.host(), serving.port(), guard.map(known -> known::caller)),
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

    @SuppressWarnings("FutureReturnValueIgnored") // what it throws is told
    private void every(int seconds, Runnable work) {
        refreshing.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) { // it would be done no more
                        LOG.error("Cannot look for what is new", e);
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    /** Those that are served. */
    public List<ServedPipeline> pipelines() {
        return List.copyOf(pipelines.values());
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** The others end as well, whatever one of them does. */
    private static void end(ServedPipeline pipeline) {
        try {
            pipeline.close();
        } catch (RuntimeException e) {
            LOG.error("{} did not end as it should", pipeline.name(), e);
        }
    }

    /** Answers what has been asked, and ends. */
    @Override
    public void close() {
        refreshing.shutdownNow();
        server.close();
        pipelines.values().forEach(OnlineServer::end);
    }
}
