package dev.waybill.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.waybill.common.file.JsonFile;
import dev.waybill.serving.access.Caller;
import dev.waybill.serving.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A server with a route that takes {@code {"zone": 7}} and nothing else, one that waits to be let go, and one that fails. */
final class TestServer implements AutoCloseable {

    static final String ZONES = "/api/v1/zones/{name}";

    final CountDownLatch letGo = new CountDownLatch(1);
    final CountDownLatch waiting = new CountDownLatch(1);
    final Health health = new Health();
    final Traffic traffic = new Traffic();
    final ApiServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer(Limits limits) {
        server = new ApiServer(
                new ApiServer.Address("127.0.0.1", 0, Optional.empty()),
                limits,
                List.of(
                        route("POST", ZONES, Optional.of(caller -> schema()), TestServer::zone),
                        route("GET", "/wait", Optional.empty(), this::hold),
                        route("GET", "/fail", Optional.empty(), call -> {
                            throw new IllegalStateException("secret words of dev.waybill");
                        })),
                health,
                traffic,
                "1.0",
                InstantSource.system());
        health.start();
    }

    private static Route route(
            String method, String path, Optional<Function<Caller, JsonNode>> asked, Function<Call, Answer> handler) {
        return new Route(method, path, Optional.of(Role.predict), "A route", asked, caller -> schema(), handler);
    }

    private static JsonNode schema() {
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    private static Answer zone(Call call) {
        JsonNode body = StrictJson.read(call.body(), parser -> {
            parser.setCodec(JsonFile.JSON);
            return parser.readValueAsTree();
        });
        JsonNode zone = body == null ? null : body.get("zone");
        if (zone == null || !zone.isInt() || body.size() != 1) {
            throw Problem.fields(List.of(new FieldProblem("zone", "must be a whole number, alone")));
        }
        return Answer.json(Map.of("zone", zone.intValue(), "name", call.variable("name")));
    }

    private Answer hold(Call call) {
        waiting.countDown();
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.json(Map.of());
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(address(path)).build());
    }

    HttpResponse<String> post(byte[] body) {
        return send(HttpRequest.newBuilder(address("/api/v1/zones/a"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("No answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** What comes back for bytes as they are, until the server hangs up or is silent for a while. */
    String raw(byte[] bytes, int silentMillis) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(silentMillis);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            StringBuilder said = new StringBuilder();
            byte[] part = new byte[8192];
            try {
                for (int length = in.read(part); length >= 0; length = in.read(part)) {
                    said.append(new String(part, 0, length, StandardCharsets.UTF_8));
                }
            } catch (java.net.SocketTimeoutException silent) {
                return said.toString();
            }
            return said.toString();
        }
    }

    @Override
    public void close() {
        letGo.countDown();
        server.close();
    }
}
