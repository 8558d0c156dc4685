package dev.waybill.common.track;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy under {@code /tracking} in front of a server, or of nothing, that goes wrong where it is told to, and after that
 * passes everything on.
 */
public final class FaultyProxy implements AutoCloseable {

    /** What goes wrong with one request. */
    @FunctionalInterface
    public interface Fault {
        void on(HttpExchange exchange, FaultyProxy proxy) throws IOException;
    }

    private static final String PREFIX = "/tracking";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI behind;
    private final HttpServer server;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    /**
     * Listens.
     *
     * @param behind what requests are passed on to
     */
    public FaultyProxy(URI behind) throws IOException {
        this.behind = behind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        port = server.getAddress().getPort();
    }

    public String uri() {
        return "http://127.0.0.1:" + port + PREFIX + "/";
    }

    /** The next requests to a path of the API go wrong, each in its way. */
    public void fail(String path, Fault... next) {
        faults.put(path, new ArrayDeque<>(List.of(next)));
    }

    /** The requests so far: {@code POST /api/2.0/mlflow/runs/create}. */
    public List<String> requests() {
        return requests;
    }

    /** What was sent as the header Authorization. */
    public List<String> authorizations() {
        return authorizations;
    }

    /** The request does what it should, but the connection ends before the answer. */
    public static Fault lostAnswer() {
        return (exchange, proxy) -> {
            proxy.passOn(exchange);
            exchange.close();
        };
    }

    /** Another answer, to a request that nobody sees. */
    public static Fault answer(int status, Map<String, String> headers, String body) {
        return (exchange, proxy) -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            send(exchange, status, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = path(exchange).replaceFirst("\\?.*", "");
        requests.add(exchange.getRequestMethod() + " " + path);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Fault fault = faults.getOrDefault(path.replaceFirst("^/api/2.0/[^/]*/", ""), new ArrayDeque<>())
                .poll();
        if (fault == null) {
            HttpResponse<byte[]> answer = passOn(exchange);
            send(exchange, answer.statusCode(), answer.body());
        } else {
            fault.on(exchange, this);
        }
    }

    private HttpResponse<byte[]> passOn(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + path(exchange)))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        if (exchange.getRequestHeaders().containsKey("Content-Type")) {
            request.header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"));
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException("The proxy was closed", e));
        }
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().toString().substring(PREFIX.length());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
