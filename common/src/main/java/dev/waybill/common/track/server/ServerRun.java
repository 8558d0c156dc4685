package dev.waybill.common.track.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A run as the server describes it: whole numbers may be text there, and NaN is. */
record ServerRun(JsonNode json) {

    String id() {
        return json.at("/info/run_id").asText();
    }

    String artifactUri() {
        return json.at("/info/artifact_uri").asText();
    }

    boolean isActive() {
        return json.at("/info/lifecycle_stage").asText().equals("active");
    }

    /** Whether it has begun and not ended. */
    boolean isRunning() {
        return json.at("/info/status").asText().equals("RUNNING");
    }

    Map<String, String> tags() {
        return byKey("tags", entry -> entry.path("value").asText());
    }

    Map<String, String> params() {
        return byKey("params", entry -> entry.path("value").asText());
    }

    Map<String, Double> metrics() {
        return byKey("metrics", entry -> number(entry.path("value")));
    }

    /** The last step that a metric was logged for; -1 before the first. */
    long lastStep() {
        return byKey("metrics", entry -> entry.path("step").asLong()).values().stream()
                .reduce(-1L, Math::max);
    }

    static double number(JsonNode value) {
        return value.isTextual() ? Double.parseDouble(value.textValue()) : value.doubleValue();
    }

    private <T> Map<String, T> byKey(String field, Function<JsonNode, T> value) {
        Map<String, T> values = new TreeMap<>();
        json.path("data")
                .path(field)
                .forEach(entry -> values.put(entry.path("key").asText(), value.apply(entry)));
        return Collections.unmodifiableMap(values);
    }
}
