package dev.waybill.common.track.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One call of MLflow's REST.
 *
 * @param path below {@code /api/2.0/mlflow/}, with its query
 */
record Call(String method, String path, Optional<JsonNode> body) {

    static Call get(String path, Map<String, String> query) {
        return new Call("GET", path + query(query), Optional.empty());
    }

    static Call post(String path, JsonNode body) {
        return new Call("POST", path, Optional.of(body));
    }

    static Call patch(String path, JsonNode body) {
        return new Call("PATCH", path, Optional.of(body));
    }

    static Call delete(String path, JsonNode body) {
        return new Call("DELETE", path, Optional.of(body));
    }

    static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** {@code ?name=green-taxi&max_results=5}; nothing of nothing. */
    static String query(Map<String, String> values) {
        return values.isEmpty()
                ? ""
                : new TreeMap<>(values)
                        .entrySet().stream()
                                .map(value -> value.getKey() + "="
                                        + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&", "?", ""));
    }
}
