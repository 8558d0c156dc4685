package dev.waybill.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.serving.access.Caller;
import dev.waybill.serving.access.Role;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that can be asked.
 *
 * @param path with variables in braces: {@code /api/v1/predict/{pipeline}}
 * @param role that who asks has to have; empty where any will do
 * @param summary in a line, for people
 * @param query the JSON types of its query parameters, which all may be left out
 * @param asked the JSON Schema of its body, as somebody may know of it; empty for one that has none
 * @param answered the JSON Schema of its answer, likewise
 */
public record Route(
        String method,
        String path,
        Optional<Role> role,
        String summary,
        Map<String, String> query,
        Optional<Function<Caller, JsonNode>> asked,
        Function<Caller, JsonNode> answered,
        Function<Call, Answer> handler) {

    /** One without query parameters. */
    public Route(
            String method,
            String path,
            Optional<Role> role,
            String summary,
            Optional<Function<Caller, JsonNode>> asked,
            Function<Caller, JsonNode> answered,
            Function<Call, Answer> handler) {
        this(method, path, role, summary, Map.of(), asked, answered, handler);
    }

    /** The same with one query parameter. */
    public Route withQuery(String name, String type) {
        return new Route(method, path, role, summary, Map.of(name, type), asked, answered, handler);
    }
}
