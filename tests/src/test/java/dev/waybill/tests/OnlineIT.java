package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's predictions at the request: those that batch-score wrote, over HTTP, by a process that has no Spark. */
class OnlineIT {

    private static final String ROW = """
            {"trip_id": "new", "requested_at": "2024-03-25 12:00:00", "origin_zone": "nowhere", "destination_zone": "nowhere",
             "courier_id": "nobody", "vehicle": "bike", "weather": "clear", "parcels": 1, "straight_km": 2.5}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void areThoseOfBatchScoring() throws Exception {
        DemoHome home = DemoHome.copyOfShared(folder.resolve("home"));
        DemoHome.Ended published = home.run("job", "publish-features", "-p", "demo", "--date", "2024-03-24");
        assertThat(published.code()).as(published.err()).isZero();

        DemoHome.Ended compared = home.run("parity", "-p", "demo", "--date", "2024-03-25", "--json");
        assertThat(compared.code()).as(compared.out() + compared.err()).isZero();
        JsonNode parity = json(compared.out());
        assertThat(parity.path("rows").asInt()).isGreaterThan(50);
        assertThat(parity.path("differing").asInt()).isZero();
        assertThat(Stream.of("eta_minutes", "eta_minutes_p95", "is_ood", "ood_reasons", "explanation", "is_fresh"))
                .allSatisfy(
                        column -> assertThat(parity.path("columns").toString()).contains('"' + column + '"'));

        DemoHome.Ended otherDay = home.run("parity", "-p", "demo", "--date", "2024-03-26");
        assertThat(otherDay.code()).isEqualTo(2);
        assertThat(otherDay.err())
                .contains("Cannot compare rows of 2024-03-26: the published features are as of 2024-03-25.");

        requireServed(home);
        requireTenantsApart(home);
    }

    private Process serve(DemoHome home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                home.launcher().stream(), Stream.of("serve", "-p", "demo", "--port", "0", "--json"))
                        .toList())
                .redirectError(folder.resolve("serve.log").toFile());
        builder.environment().put("WAYBILL_LOG_LEVEL", "DEBUG");
        return builder.start();
    }

    /** One tenant's pipelines are not there for another, and its predictions are its own. */
    private void requireTenantsApart(DemoHome home) throws Exception {
        home.write("conf/dev.yaml", home.read("conf/dev.yaml") + """
                serving:
                  access:
                    keys: conf/keys.yaml
                    tenants: {north: [demo], east: [demo], south: []}
                """);
        home.write(
                "conf/keys.yaml",
                Stream.of("north", "east", "south")
                        .map(tenant -> "  - {id: of-%s, sha256: %s, roles: [predict, read], tenant: %s}\n"
                                .formatted(tenant, DigestUtils.sha256Hex("k3y-" + tenant), tenant))
                        .collect(Collectors.joining("", "keys:\n", "")));
        Process server = serve(home);
        try (BufferedReader out = server.inputReader()) {
            String address = json(out.readLine()).path("address").asText();
            String predict = address + "/api/v1/predict/demo";
            ask(predict, ROW, 401);
            JsonNode answer = json(ask(predict, ROW, 200, Optional.of("k3y-north")));
            String feedback = "{\"request_id\": %s, \"actual\": 30}".formatted(answer.path("request_id"));
            ask(predict, ROW, 404, Optional.of("k3y-south"));
            ask(address + "/api/v1/feedback", feedback, 404, Optional.of("k3y-south"));
            // Taken note of as its own: nothing tells it whether there is such a request of another tenant.
            ask(address + "/api/v1/feedback", feedback, 202, Optional.of("k3y-east"));
            assertThat(json(get(address + "/api/v1/metrics/demo", "k3y-north"))
                            .path("known")
                            .asInt())
                    .isZero();
            assertThat(get(address + "/api/v1/models/demo", "k3y-south")).contains("request.not-found");
            assertThat(get(address + "/api/v1/metrics/demo", "k3y-south")).contains("request.not-found");
            assertThat(json(get(address + "/api/v1/metrics/demo", "k3y-east"))
                            .path("predictions")
                            .asInt())
                    .isZero();
            ask(address + "/api/v1/feedback", feedback, 200, Optional.of("k3y-north"));
            assertThat(json(get(address + "/api/v1/metrics/demo", "k3y-north"))
                            .path("known")
                            .asInt())
                    .isEqualTo(1);
            assertThat(get(address + "/api/v1/openapi.json", "k3y-north")).contains("eta_minutes");
            assertThat(get(address + "/api/v1/openapi.json", "k3y-south")).doesNotContain("eta_minutes");
            assertThat(get(address + "/health/ready")).doesNotContain("demo");
            server.destroy();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
        requireLogged(home);
    }

    private static void requireLogged(DemoHome home) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> logs = Files.list(home.path().resolve("data/logs"))) {
            for (Path log : logs.toList()) {
                all.append(Files.readString(log));
            }
        }
        assertThat(all.toString())
                .contains("POST /api/v1/predict/{pipeline} 200")
                .contains("of-north@north")
                .contains("of-south@south request.not-found")
                .contains("access.no-credentials")
                .doesNotContain("k3y-");
    }

    private void requireServed(DemoHome home) throws Exception {
        Process server = serve(home);
        try (BufferedReader out = server.inputReader()) {
            JsonNode ready = json(out.readLine());
            assertThat(ready.path("models").toString()).isEqualTo("[\"demo/1\"]");
            String address = ready.path("address").asText();

            JsonNode answer = json(ask(address + "/api/v1/predict/demo", ROW, 200));
            assertThat(answer.path("eta_minutes").isDouble()).isTrue();
            assertThat(answer.path("history_missed").size()).isEqualTo(3);
            assertThat(answer.path("explanation").size()).isPositive();
            JsonNode without = json(ask(address + "/api/v1/predict/demo?explain=false", ROW, 200));
            assertThat(without.path("eta_minutes")).isEqualTo(answer.path("eta_minutes"));
            assertThat(without.has("explanation")).isFalse();
            JsonNode list =
                    json(ask(address + "/api/v1/predict/demo", "{\"rows\": [%s, %s]}".formatted(ROW, ROW), 200));
            assertThat(list.path("predictions").path(1).path("eta_minutes")).isEqualTo(answer.path("eta_minutes"));

            JsonNode wrong = json(ask(address + "/api/v1/predict/demo", "{\"parcels\": \"two\", \"zone\": 1}", 422));
            assertThat(wrong.path("errors").toString()).contains("zone").contains("requested_at");
            assertThat(json(ask(address + "/api/v1/predict/demo", ROW.replace("2024-03-25 12", "noon"), 422))
                            .path("detail")
                            .asText())
                    .contains("gives no requested_at");
            ask(address + "/api/v1/predict/other", ROW, 404);
            JsonNode came = json(ask(
                    address + "/api/v1/feedback",
                    "{\"request_id\": %s, \"actual\": 30}".formatted(answer.path("request_id")),
                    200));
            assertThat(came.path("predicted")).isEqualTo(answer.path("eta_minutes"));
            ask(address + "/api/v1/feedback", "{\"request_id\": \"of-yesterday\", \"row\": 1, \"actual\": 12}", 202);
            assertThat(json(get(address + "/api/v1/metrics/demo")).path("known").asInt())
                    .isEqualTo(1);
            assertThat(json(get(address + "/api/v1/models/demo"))
                            .path("version")
                            .asInt())
                    .isEqualTo(1);
            ask(address + "/api/v1/models/demo/load", "{\"version\": 1}", 200);
            ask(address + "/api/v1/models/demo/load", "{\"version\": 7}", 409);
            requireFigures(get(address + "/metrics"));
            server.destroy(); // as a scheduler does: SIGTERM
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(143);
            requireKept(home, answer);
        } finally {
            server.destroyForcibly();
        }
    }

    private static void requireFigures(String told) throws IOException {
        assertThat(told)
                .contains("waybill_history_lookups_total{pipeline=\"demo\",result=\"miss\"} 12.0\n")
                .contains("waybill_prediction_seconds_count{pipeline=\"demo\"} 3\n") // not those that were refused
                .contains("waybill_degraded{pipeline=\"demo\"} 0.0\n")
                .contains("waybill_log_rows_lost_total{pipeline=\"demo\",table=\"predictions_online\"} 0.0\n")
                .contains(
                        "waybill_features_expire_timestamp_seconds{pipeline=\"demo\"} 1.71144E9\n"); // 26 March, 08:00
        ScrapedFigures figures = new ScrapedFigures(told);
        figures.requireAllOf("serving-alerts.yml");
        figures.requireAllOf("grafana-serving.json");
    }

    /** All that was answered, in the columns of the answer, and what was said to have come true. */
    private static void requireKept(DemoHome home, JsonNode answer) {
        JsonNode rows = rows(home, "select * from predictions_online order by scored_at, request_row");
        assertThat(rows).hasSize(4);
        assertThat(rows.findValuesAsText("request_row")).containsExactly("0", "0", "0", "1");
        JsonNode first = rows.path(0);
        for (String column :
                List.of("request_id", "trip_id", "eta_minutes", "eta_minutes_p95", "is_ood", "model_sha256")) {
            assertThat(first.path(column)).as(column).isEqualTo(answer.path(column));
        }
        assertThat(first.path("explanation")).hasSameSizeAs(answer.path("explanation"));
        assertThat(first.path("event_date").asText()).isEqualTo("2024-03-25");
        assertThat(rows(home, "select request_id, request_row, actual from feedback_online order by at")
                        .toString())
                .isEqualTo(
                        "[{\"request_id\":%s,\"request_row\":0,\"actual\":30.0},{\"request_id\":\"of-yesterday\",\"request_row\":1,\"actual\":12.0}]"
                                .formatted(answer.path("request_id")));
    }

    private static JsonNode rows(DemoHome home, String query) {
        DemoHome.Ended ended = home.run("sql", query, "-p", "demo", "--json");
        assertThat(ended.code()).as(ended.err()).isZero();
        JsonNode said = json(ended.out());
        return said.isArray() ? said : said.path("rows");
    }

    private String ask(String address, String body, int status) throws IOException, InterruptedException {
        return ask(address, body, status, Optional.empty());
    }

    private String ask(String address, String body, int status, Optional<String> key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        key.ifPresent(sent -> request.header("X-Api-Key", sent));
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }

    private String get(String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String get(String address, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("X-Api-Key", key)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static JsonNode json(String text) {
        List<String> lines = text.lines().toList();
        return JsonFile.readLine(String.join("\n", lines), JsonNode.class)
                .orElseThrow(() -> new AssertionError("Not JSON: " + text));
    }
}
