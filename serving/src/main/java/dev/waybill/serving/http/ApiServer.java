package dev.waybill.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.serving.access.Caller;
import dev.waybill.serving.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Answers JSON over HTTP/1.1. Beside its routes it has {@code /health}, {@code /health/live}, {@code /ready} and
 * {@code /startup} below it, {@code /metrics}, the description of its routes, and a page to try them.
 */
public final class ApiServer implements AutoCloseable {

    private static final int SELECTORS = 1;
    private static final int THREADS = 8;
    private static final int HEADER_BYTES = 16 * 1024;

    private final Server server;
    private final ServerConnector connector;
    private final Workers workers;
    private final Health health;
    private final Traffic traffic;
    private final Limits limits;

    /**
     * Where it listens, and to whom.
     *
     * @param port 0 for any that is free
     * @param access tells from a request's headers who asks; empty for anybody, on an address of this machine alone
     */
    public record Address(String host, int port, Optional<Function<UnaryOperator<@Nullable String>, Caller>> access) {}

    /**
     * Starts listening.
     *
     * @param version of the program, for the description
     * @throws Refusal if it cannot listen there, or may not without knowing who asks
     */
    public ApiServer(
            Address address,
            Limits limits,
            List<Route> routes,
            Health health,
            Traffic traffic,
            String version,
            InstantSource clock) {
        this.limits = limits;
        this.health = health;
        this.traffic = traffic;
        requireGuarded(address);
        workers = new Workers(limits);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setName("waybill-http");
        server = new Server(threads);
        connector = connector(address);
        server.addConnector(connector);
        server.setErrorHandler(new ProblemPages());
        server.setHandler(new ApiHandler(
                new Router(open(address.access().isPresent())),
                new Router(watched(routes, version)),
                new Router(routes),
                address.access().orElse(headers -> Caller.ANYBODY),
                limits,
                workers,
                traffic,
                clock));
        start(address);
    }

    private static void requireGuarded(Address address) {
        if (address.access().isEmpty() && !isLoopback(address.host())) {
            throw Refusal.mistake(
                    "serving.open-to-all",
                    "Cannot listen on %s: whoever reaches it could ask anything, for nobody has to say who they are."
                            .formatted(address.host()),
                    "Set serving.access in conf/, or listen on 127.0.0.1.");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw Refusal.mistake(
                    "serving.unknown-host",
                    "Cannot listen on %s: there is no such address.".formatted(host),
                    "Correct --host.");
        }
    }

    private ServerConnector connector(Address address) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        ServerConnector made =
                new ServerConnector(server, SELECTORS, SELECTORS, new HttpConnectionFactory(configuration));
        made.setHost(address.host());
        made.setPort(address.port());
        made.setIdleTimeout(TimeUnit.SECONDS.toMillis(limits.idleSeconds()));
        made.setAcceptQueueSize(limits.queue());
        return made;
    }

    private void start(Address address) {
        try {
            server.start();
        } catch (IOException e) {
            stop();
            throw Refusal.mistake(
                    "serving.address-taken",
                    "Cannot listen on %s:%d: %s.".formatted(address.host(), address.port(), e.getMessage()),
                    "End what listens there, or take another --port.");
        } catch (Exception e) {
            stop();
            throw new IllegalStateException("Cannot start the server", e);
        }
    }

    /** @param guarded whether people have to say who they are to know more than that it is well */
    private List<Route> open(boolean guarded) {
        return List.of(
                open("/health/live", call -> Answer.json(new Health.Report(Health.Status.up, Map.of()))),
                open("/health/ready", call -> ready(health.report(), guarded)),
                open("/health/startup", call -> started()),
                open("/", call -> page()),
                open("/docs", call -> page()));
    }

    /** What tells of the server itself, to those who may know. */
    private List<Route> watched(List<Route> routes, String version) {
        return List.of(
                route("/health", Optional.of(Role.read), call -> Answer.json(health.report(call.caller()::knows))),
                route("/metrics", Optional.of(Role.read), this::metrics),
                route(
                        "/api/v1/openapi.json",
                        Optional.empty(),
                        call -> Answer.json(OpenApi.of(routes, version, call.caller()))));
    }

    /** They are of all pipelines and tenants. */
    private Answer metrics(Call call) {
        if (call.caller().tenant().isPresent()) {
            throw new Problem(403, "access.of-a-tenant", "These figures are of all tenants, and for none of them.");
        }
        return traffic.text();
    }

    private static Route open(String path, Function<Call, Answer> handler) {
        return route(path, Optional.empty(), handler);
    }

    private static Route route(String path, Optional<Role> role, Function<Call, Answer> handler) {
        return new Route("GET", path, role, "", Optional.empty(), caller -> anything(), handler);
    }

    private static JsonNode anything() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Answer ready(Health.Report report, boolean statusAlone) {
        Answer told = Answer.json(statusAlone ? new Health.Report(report.status(), Map.of()) : report);
        return new Answer(report.status() == Health.Status.down ? 503 : 200, told.contentType(), told.body());
    }

    private Answer started() {
        Health.Status status = health.isStarted() ? Health.Status.up : Health.Status.down;
        Answer told = Answer.json(new Health.Report(status, Map.of()));
        return new Answer(health.isStarted() ? 200 : 503, told.contentType(), told.body());
    }

    private static Answer page() {
        try (InputStream page = Objects.requireNonNull(ApiServer.class.getResourceAsStream("docs.html"))) {
            return new Answer(200, "text/html;charset=utf-8", page.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read docs.html", e);
        }
    }

    /** Where it listens. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Requests that wait to be worked on. */
    public int waiting() {
        return workers.waiting();
    }

    /** Is not ready any more, answers what has been asked, as long as that may take, and ends. */
    @Override
    public void close() {
        health.end();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.drainSeconds());
        Future<Void> unused = connector.shutdown(); // done when the last connection ends, which may be idle
        while (traffic.inFlight() > 0 && System.nanoTime() < end) {
            pause();
        }
        stop();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        workers.stop();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot stop the server", e);
        }
    }
}
