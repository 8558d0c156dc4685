package dev.waybill.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiServerTest {

    private static final TestServer SERVER = new TestServer(new Limits(2, 4, 10_000, 1, 5, 30, 5));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static JsonNode json(String text) {
        return JsonFile.readLine(text, JsonNode.class).orElseThrow(() -> new AssertionError("Not JSON: " + text));
    }

    /** A problem of this status and code, and of nothing that only the program's makers should see. */
    private static void requireProblem(String body, int status, String code) {
        JsonNode problem = json(body);
        assertThat(problem.path("status").asInt()).as(body).isEqualTo(status);
        assertThat(problem.path("code").asText()).as(body).isEqualTo(code);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(body).doesNotContain("Exception").doesNotContain("\tat ").doesNotContain("dev.waybill");
    }

    static Stream<Arguments> bodies() {
        String deep = "[".repeat(40) + "]".repeat(40);
        return Stream.of(
                Arguments.of("", 400),
                Arguments.of("   ", 400),
                Arguments.of("{", 400),
                Arguments.of("{\"zone\": 7", 400),
                Arguments.of("{\"zone\": 7}}", 400),
                Arguments.of("{\"zone\": 7} {}", 400),
                Arguments.of("{\"zone\": 7,}", 400),
                Arguments.of("{zone: 7}", 400),
                Arguments.of("{'zone': 7}", 400),
                Arguments.of("{\"zone\": 7, \"zone\": 8}", 400),
                Arguments.of("{\"zone\": NaN}", 400),
                Arguments.of("{\"zone\": Infinity}", 400),
                Arguments.of("{\"zone\": 07}", 400),
                Arguments.of("{\"zone\": +7}", 400),
                Arguments.of("{\"zone\": .7}", 400),
                Arguments.of("{\"zone\": 0x7}", 400),
                Arguments.of("{\"zone\": \"\u0001\"}", 400),
                Arguments.of("{\"zone\": \"\\x\"}", 400),
                Arguments.of("{\"zone\": /* seven */ 7}", 400),
                Arguments.of("\uFEFF{\"zone\": 7}", 400),
                Arguments.of("{\"zone\": " + deep + "}", 400),
                Arguments.of("{\"zone\": " + "9".repeat(2_000) + "}", 400),
                Arguments.of("zone=7", 400),
                Arguments.of("null", 422),
                Arguments.of("7", 422),
                Arguments.of("[]", 422),
                Arguments.of("{}", 422),
                Arguments.of("{\"zone\": null}", 422),
                Arguments.of("{\"zone\": \"7\"}", 422),
                Arguments.of("{\"zone\": 7.5}", 422),
                Arguments.of("{\"zone\": 99999999999}", 422),
                Arguments.of("{\"zone\": 1e400}", 422),
                Arguments.of("{\"zone\": true}", 422),
                Arguments.of("{\"zone\": [7]}", 422),
                Arguments.of("{\"zone\": {\"zone\": 7}}", 422),
                Arguments.of("{\"zone\": 7, \"other\": 1}", 422),
                Arguments.of("{\"zone\": 7, \"text\": \"" + "x".repeat(20_000) + "\"}", 413));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void saysWhatIsWrongWithABody(String body, int status) {
        HttpResponse<String> response = SERVER.post(body.getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        requireProblem(
                response.body(),
                status,
                status == 400 ? "request.not-json" : status == 422 ? "request.invalid-fields" : "request.too-large");
    }

    @ParameterizedTest
    @MethodSource("wrongBytes")
    void takesNothingButUtf8(byte[] body) {
        requireProblem(SERVER.post(body).body(), 400, "request.not-json");
    }

    static Stream<byte[]> wrongBytes() {
        return Stream.of(
                "{\"zone\": 7}".getBytes(StandardCharsets.UTF_16),
                "{\"zone\": 7}".getBytes(StandardCharsets.UTF_16LE),
                new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '7', '}'}, // overlong
                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '7', '}'
                }, // half a surrogate pair
                new byte[] {'{', '"', (byte) 0xFF, '"', ':', '7', '}'},
                new byte[] {'7', (byte) 0xE2, (byte) 0x82});
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("GET", "/nowhere", "application/json", 404, "request.not-found"),
                Arguments.of("GET", "/api/v1/zones/", "application/json", 405, "request.other-method"),
                Arguments.of("GET", "/api/v1/zones/a", "application/json", 405, "request.other-method"),
                Arguments.of("DELETE", "/health", "application/json", 405, "request.other-method"),
                Arguments.of("POST", "/api/v1/zones/a", "text/plain", 415, "request.other-type"),
                Arguments.of("POST", "/api/v1/zones/a", "", 415, "request.other-type"),
                Arguments.of("POST", "/api/v1/zones/a", "application/json;charset=latin1", 415, "request.other-type"),
                Arguments.of("POST", "/api/v1/zones/a", "application/xml", 415, "request.other-type"),
                Arguments.of("GET", "/fail", "", 500, "server.error"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void saysWhatIsWrongWithARequest(String method, String path, String type, int status, String code) {
        HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address(path))
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString("{\"zone\": 7}")
                                : HttpRequest.BodyPublishers.noBody());
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> response = SERVER.send(request.build());

        assertThat(response.statusCode()).isEqualTo(status);
        requireProblem(response.body(), status, code);
        assertThat(json(response.body()).path("request_id").asText())
                .isEqualTo(response.headers().firstValue("X-Request-Id").orElse(""));
        assertThat(response.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void answersWhatIsNoHttpAsAProblem(String request, int status) throws IOException {
        String said = SERVER.raw(request.getBytes(StandardCharsets.ISO_8859_1), 2_500);

        assertThat(said).startsWith("HTTP/1.1 " + status);
        requireProblem(
                said.substring(said.indexOf("\r\n\r\n") + 4),
                status,
                said.contains("too-slow") ? "request.too-slow" : "request.not-http");
    }

    static Stream<Arguments> lines() {
        String post = "POST /api/v1/zones/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        return Stream.of(
                Arguments.of("nonsense\r\n\r\n", 400),
                Arguments.of("GET /health HTTP/1.1\r\n\r\n", 400), // no host
                Arguments.of("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                Arguments.of("GET /a/../../etc/passwd%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                Arguments.of("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
                Arguments.of("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n", 431),
                Arguments.of(post + "Content-Length: -1\r\n\r\n", 400),
                Arguments.of(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
                Arguments.of(post + "Content-Length: 100\r\n\r\n{\"zone\"", 408)); // the rest never comes
    }

    @Test
    void survivesTenThousandRandomBodies() {
        Random random = new Random(11);
        byte[] valid = "{\"zone\": 7}".getBytes(StandardCharsets.UTF_8);
        List<CompletableFuture<Void>> asked = IntStream.range(0, 4)
                .mapToObj(part -> random.nextLong())
                .map(seed -> CompletableFuture.runAsync(() -> ask(new Random(seed), valid, 2_500)))
                .toList();
        asked.forEach(CompletableFuture::join);

        assertThat(SERVER.post(valid).statusCode()).isEqualTo(200);
    }

    private static void ask(Random random, byte[] valid, int times) {
        for (int i = 0; i < times; i++) {
            byte[] body = random.nextInt(3) == 0 ? new byte[random.nextInt(40)] : valid.clone();
            if (body.length != valid.length) {
                random.nextBytes(body);
            }
            for (int change = random.nextInt(3); change > 0 && body.length > 0; change--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            HttpResponse<String> response = SERVER.post(body);
            if (response.statusCode() != 200) {
                assertThat(response.statusCode()).isIn(400, 422, 429);
                assertThat(json(response.body()).path("code").asText()).isNotBlank();
                assertThat(response.body()).doesNotContain("Exception");
            }
        }
    }

    @Test
    void keepsARequestIdThatCanStandInALog() {
        HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address("/nowhere"));

        assertThat(requestId(request.copy().header("X-Request-Id", "a-1.b_2"))).isEqualTo("a-1.b_2");
        assertThat(requestId(request.copy().header("X-Request-Id", "a 1"))).matches("[0-9a-f]{32}");
        assertThat(requestId(request.copy().header("X-Request-Id", "a".repeat(65))))
                .matches("[0-9a-f]{32}");
        assertThat(requestId(request)).matches("[0-9a-f]{32}");
    }

    private static String requestId(HttpRequest.Builder request) {
        return SERVER.send(request.build()).headers().firstValue("X-Request-Id").orElse("");
    }

    @Test
    void describesItsRoutesAndCountsWhatItAnswers() {
        SERVER.post("{\"zone\": 7}".getBytes(StandardCharsets.UTF_8));
        JsonNode api = json(SERVER.get("/api/v1/openapi.json").body());

        assertThat(api.path("openapi").asText()).isEqualTo("3.1.0");
        JsonNode operation = api.path("paths").path(TestServer.ZONES).path("post");
        assertThat(operation.path("parameters").path(0).path("name").asText()).isEqualTo("name");
        assertThat(operation.path("responses").fieldNames()).toIterable().contains("200", "400", "422", "429", "503");
        assertThat(SERVER.get("/docs").body()).contains("openapi.json");
        assertThat(SERVER.get("/metrics").body())
                .contains("waybill_http_requests_total{method=\"POST\",route=\"/api/v1/zones/{name}\",status=\"200\"}")
                .contains("waybill_http_request_duration_seconds_bucket{route=\"/api/v1/zones/{name}\",le=\"0.005\"}");
    }

    @Test
    void refusesToListenForAllWhereNobodySaysWhoTheyAre() {
        assertThatThrownBy(() -> new ApiServer(
                        new ApiServer.Address("0.0.0.0", 0, Optional.empty()),
                        Limits.USUAL,
                        List.of(),
                        new Health(),
                        new Traffic(),
                        "1.0",
                        InstantSource.system()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot listen on 0.0.0.0: whoever reaches it could ask anything, for nobody has to say who"
                        + " they are. Set serving.access in conf/, or listen on 127.0.0.1.");
    }
}
