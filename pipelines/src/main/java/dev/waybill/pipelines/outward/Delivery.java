package dev.waybill.pipelines.outward;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One text for one server, which may be slow or down: two tries, each as a whole within a limit of time. What became of it
 * is told in words that show nothing of the address or of the answer.
 *
 * @param limit for a try, the answer's body included
 * @param pause before the second try
 */
public record Delivery(Duration limit, Duration pause) {

    private static final int TRIES = 2;

    /** What went wrong in a try, if anything, and whether the next one may go well. */
    private record Try(Optional<String> problem, boolean worthAnother) {

        static final Try DONE = new Try(Optional.empty(), false);

        static Try failed(String problem) {
            return new Try(Optional.of(problem), true);
        }
    }

    /** With a pause in which a server that was just restarted may come back. */
    public static Delivery within(Duration limit) {
        return new Delivery(limit, Duration.ofSeconds(1));
    }

    /**
     * Sends a text.
     *
     * @param method {@code POST} or {@code PUT}
     * @return what went wrong, as a clause; empty where the server took it
     */
    public Optional<String> send(Address address, String method, String contentType, String text) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri())
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(text));
        address.authorization().ifPresent(value -> request.header("Authorization", value));
        HttpClient client = client();
        Try last = attempt(client, request.build());
        for (int number = 1; number < TRIES && last.worthAnother(); number++) {
            LockSupport.parkNanos(pause.toNanos());
            last = attempt(client, request.build());
        }
        return last.problem();
    }

    private Try attempt(HttpClient client, HttpRequest request) {
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            return judged(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return Try.failed("it gave no answer within " + limit.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return Try.failed(broken(cause == null ? e : cause));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Try(Optional.of("the run was told to end"), false);
        }
    }

    /** What a server refused for its contents, it would refuse again. */
    private static Try judged(int status) {
        if (status / 100 == 2) {
            return Try.DONE;
        }
        return new Try(Optional.of("it answered with status " + status), status == 429 || status >= 500);
    }

    /** By its kind alone: its message may have the address. */
    private static String broken(Throwable failure) {
        if (failure instanceof ConnectException) {
            return "nothing accepts connections there";
        }
        return failure instanceof IOException
                ? "the connection broke off (%s)".formatted(failure.getClass().getSimpleName())
                : "it cannot be called (%s)".formatted(failure.getClass().getSimpleName());
    }

    /** 1.1, as upgrades to HTTP/2 in the clear are more than some proxies understand. */
    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
