package dev.waybill.serving.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.serving.http.Answer;
import dev.waybill.serving.http.ApiServer;
import dev.waybill.serving.http.Health;
import dev.waybill.serving.http.Limits;
import dev.waybill.serving.http.Route;
import dev.waybill.serving.http.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks who asks, and an identity provider beside it that may be gone. */
class GuardedServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private volatile String published = Signer.published(Signer.RSA);
    private final AtomicInteger askedFor = new AtomicInteger();
    private volatile Instant now = Signer.NOW;

    @TempDir
    Path home;

    private HttpServer provider;
    private Guard guard;
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        for (String pipeline : List.of("demo", "secret-one")) {
            Files.createDirectories(home.resolve("pipelines").resolve(pipeline));
            Files.writeString(home.resolve("pipelines").resolve(pipeline).resolve("params.yaml"), "");
        }
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/jwks", exchange -> {
            askedFor.incrementAndGet();
            byte[] body = published.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        guard = guard();
        Health health = new Health();
        health.add("demo", () -> Health.Check.up("demo/3 answers"));
        health.add("secret-one", () -> Health.Check.up("secret-one/1 answers"));
        server = new ApiServer(
                new ApiServer.Address("127.0.0.1", 0, Optional.of(guard::caller)),
                Limits.USUAL,
                List.of(route("/api/v1/figures", Role.read), route("/api/v1/change", Role.admin)),
                health,
                new Traffic(),
                "1.0",
                () -> now);
        health.start();
    }

    private Guard guard() {
        Access.Jwt jwt = new Access.Jwt(
                Optional.of("http://127.0.0.1:%d/jwks"
                        .formatted(provider.getAddress().getPort())),
                Optional.empty(),
                "https://id.example.com",
                "waybill",
                "roles",
                "tenant",
                30);
        return new Guard(
                new Access(Optional.empty(), Optional.of(jwt), Map.of("north", List.of("demo"))),
                home,
                Map.of(),
                () -> now);
    }

    private static Route route(String path, Role role) {
        return new Route(
                "GET",
                path,
                Optional.of(role),
                "A route",
                Optional.empty(),
                caller -> JsonNodeFactory.instance
                        .objectNode()
                        .put("known", caller.knows("secret-one") ? "secret-one" : "demo"),
                call -> Answer.json(Map.of("who", call.caller().name())));
    }

    @AfterEach
    void stop() {
        server.close();
        provider.stop(0);
    }

    private HttpResponse<String> get(String path, Optional<String> token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
        token.ifPresent(sent -> request.header("Authorization", "Bearer " + sent));
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("No answer", e);
        }
    }

    private void require(String path, Optional<String> token, int status, String words) {
        HttpResponse<String> response = get(path, token);
        assertThat(response.statusCode()).as(path + response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words).doesNotContain("Exception");
    }

    private static Optional<String> token(String kid, List<String> roles, Optional<String> tenant) {
        return Optional.of(Signer.rs256(kid.equals("rsa-1") ? Signer.RSA : Signer.OTHER_RSA, kid)
                .sign(Signer.claims().claim("roles", roles).claim("tenant", tenant.orElse(null))));
    }

    private static final Optional<String> NORTH = token("rsa-1", List.of("read"), Optional.of("north"));
    private static final Optional<String> PREDICTS = token("rsa-1", List.of("predict"), Optional.of("north"));
    private static final Optional<String> ADMIN = token("rsa-1", List.of("admin"), Optional.empty());

    @Test
    void tellsNothingToThoseWhoDoNotSayWhoTheyAre() {
        for (String path : List.of("/health/live", "/health/ready", "/health/startup")) {
            HttpResponse<String> response = get(path, Optional.empty());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"status\":\"up\",\"checks\":{}}\n");
        }
        require("/docs", Optional.empty(), 200, "API key or token");
        for (String path :
                List.of("/health", "/metrics", "/api/v1/openapi.json", "/api/v1/figures", "/api/v1/change")) {
            HttpResponse<String> response = get(path, Optional.empty());
            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(response.body()).contains("access.no-credentials").doesNotContain("demo");
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            require(path, Optional.of("a.b.c"), 401, "access.bad-token");
        }
    }

    @Test
    void tellsEachWhatItsRolesAndItsTenantMayKnow() {
        require("/api/v1/figures", NORTH, 200, "ada");
        require("/api/v1/change", NORTH, 403, "access.other-role");
        require("/api/v1/change", ADMIN, 200, "ada");
        require("/api/v1/figures", ADMIN, 200, "ada");
        require("/api/v1/figures", PREDICTS, 403, "access.other-role");

        assertThat(get("/health", NORTH).body()).contains("demo/3").doesNotContain("secret-one");
        require("/health", ADMIN, 200, "secret-one/1 answers");
        require("/health", PREDICTS, 403, "access.other-role");
        assertThat(get("/api/v1/openapi.json", PREDICTS).body())
                .contains("demo")
                .doesNotContain("secret-one");
        require("/api/v1/openapi.json", ADMIN, 200, "secret-one");
        require("/metrics", NORTH, 403, "access.of-a-tenant");
        require(
                "/metrics",
                ADMIN,
                200,
                "waybill_http_requests_total{method=\"GET\",route=\"/metrics\",status=\"403\"} 1.0");
    }

    @Test
    void keysThatAreKnownGoOnWhereTheirProviderIsGone() {
        Optional<String> next = token("rsa-2", List.of("read"), Optional.of("north"));
        require("/api/v1/figures", next, 401, "access.unknown-signer");
        published = Signer.published(Signer.RSA, Signer.OTHER_RSA);
        guard.refresh();
        require("/api/v1/figures", next, 200, "ada");
        int before = askedFor.get();
        for (int i = 0; i < 20; i++) { // no request asks the provider by itself
            require("/api/v1/figures", token("rsa-3", List.of("read"), Optional.of("north")), 401, "unknown-signer");
        }
        assertThat(askedFor).hasValue(before);
        guard.refresh();
        guard.refresh();
        assertThat(askedFor).hasValue(before + 1);
        now = Signer.NOW.plusSeconds(301);
        guard.refresh();
        assertThat(askedFor).hasValue(before + 2);

        published = Signer.published(Signer.OTHER_RSA);
        now = Signer.NOW.plusSeconds(602);
        guard.refresh();
        require("/api/v1/figures", NORTH, 401, "access.unknown-signer"); // which had been let in before
        provider.stop(0);
        now = Signer.NOW.plusSeconds(903);
        guard.refresh();
        assertThat(guard.problem().orElse("")).startsWith("Cannot read the keys of http://127.0.0.1:");
        require("/api/v1/figures", next, 200, "ada");
        now = Signer.NOW.plusSeconds(3_630);
        require("/api/v1/figures", next, 401, "access.expired-token");
        assertThatThrownBy(this::guard).isInstanceOf(Refusal.class).hasMessageContaining("Cannot read the keys of");
    }
}
