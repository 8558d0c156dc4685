package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to a server and their answers, each whole within a limit of time or given up. */
final class HttpExchange {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final ServerAddress server;
    private @Nullable HttpClient client;

    HttpExchange(ServerAddress server) {
        this.server = server;
    }

    ServerAddress server() {
        return server;
    }

    /** A request to a path below the server's address. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + path));
        server.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /**
     * Sends a request once.
     *
     * @param limit for all of it, the answer's body included, which the client itself would wait for without end
     * @throws Unavailable where nothing answers
     */
    HttpResponse<String> send(HttpRequest request, BodyHandler<String> handler, Duration limit) {
        CompletableFuture<HttpResponse<String>> answer = client().sendAsync(request, handler);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw ConnectionProblem.of(new HttpTimeoutException("no answer in time"), server, limit);
        } catch (ExecutionException e) {
            throw problem(e, limit);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw Refusal.mistake(
                    "tracking.server-interrupted",
                    "Cannot reach the MLflow server " + server + ": the run was told to end.",
                    "Run again.",
                    e);
        }
    }

    private RuntimeException problem(ExecutionException failure, Duration limit) {
        if (failure.getCause() instanceof IOException broken) {
            return ConnectionProblem.of(broken, server, limit);
        }
        return new IllegalStateException("Cannot call the MLflow server " + server, failure);
    }

    /** Made when it is first needed; 1.1, as upgrades to HTTP/2 in the clear are more than some proxies understand. */
    private synchronized HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER);
            server.tls().context().ifPresent(builder::sslContext);
            client = builder.build();
        }
        return client;
    }
}
