package dev.waybill.common.track.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.common.refusal.Refusal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** MLflow's REST, version 2.0, which all of MLflow 2 and 3 have. */
final class MlflowApi {

    static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";
    static final String PRESENT = "RESOURCE_ALREADY_EXISTS";
    static final String INVALID = "INVALID_PARAMETER_VALUE";

    private static final String ROOT = "/api/2.0/mlflow/";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final HttpExchange http;
    private final Patience patience;

    MlflowApi(HttpExchange http, Patience patience) {
        this.http = http;
        this.patience = patience;
    }

    /** The answer to a call that does the same however often it is sent. */
    JsonNode ask(Call call) {
        return ask(call, Set.of()).orElseThrow();
    }

    /** As {@link #ask(Call)}; empty where the server answers with one of these errors of MLflow's. */
    Optional<JsonNode> ask(Call call, Set<String> errors) {
        return patience.answer(() -> once(call, errors), Optional::empty);
    }

    /** A call whose answer says nothing; these errors of MLflow's mean that something is missing. */
    void tell(Call call, Set<String> errors, Supplier<Refusal> missing) {
        if (ask(call, errors).isEmpty()) {
            throw missing.get();
        }
    }

    /**
     * The answer to a call that makes something new each time that it is sent.
     *
     * @param arrived what a call without an answer has made all the same
     */
    JsonNode create(Call call, Supplier<Optional<JsonNode>> arrived) {
        return patience.answer(() -> once(call, Set.of()).orElseThrow(), arrived);
    }

    /** All entries of a list that the server gives page by page. */
    List<JsonNode> pages(
            String field, Map<String, String> query, Function<Map<String, String>, Optional<JsonNode>> page) {
        List<JsonNode> all = new ArrayList<>();
        Map<String, String> asked = new TreeMap<>(query);
        String token;
        do {
            Optional<JsonNode> answer = page.apply(asked);
            answer.ifPresent(found -> found.path(field).forEach(all::add));
            token = answer.map(found -> found.path("next_page_token").asText(""))
                    .orElse("");
            asked.put("page_token", token);
        } while (!token.isEmpty());
        return all;
    }

    private Optional<JsonNode> once(Call call, Set<String> errors) {
        HttpRequest request = http.request(ROOT + call.path())
                .header("Content-Type", "application/json")
                .method(
                        call.method(),
                        call.body()
                                .map(body -> BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                                .orElseGet(BodyPublishers::noBody))
                .build();
        HttpResponse<String> answer =
                http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8), patience.limit());
        Optional<JsonNode> json = json(answer.body());
        if (answer.statusCode() == 200 && json.isPresent()) {
            return json;
        }
        String error = json.map(body -> body.path("error_code").asText("")).orElse("");
        if (errors.contains(error)) {
            return Optional.empty();
        }
        throw isMistake(answer.statusCode(), error)
                ? refused(error, json.orElseThrow().path("message").asText())
                : AnswerProblem.of(http.server(), answer);
    }

    /** Whether MLflow itself says what is wrong with the call. */
    private static boolean isMistake(int status, String error) {
        return !error.isEmpty() && Set.of(400, 404, 409).contains(status);
    }

    private Refusal refused(String error, String message) {
        String said = message.lines().findFirst().orElse("").strip().replaceFirst("[.;]*$", "");
        return Refusal.mistake(
                "tracking.server-refused",
                "Cannot use the MLflow server " + http.server() + ": it refuses a call (" + error + "): " + said + ".",
                "Correct what it names, or see its log.");
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) { // HTML, as of a proxy
            return Optional.empty();
        }
    }
}
