package dev.waybill.common.params;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The records that stand for a sealed interface in params, as Jackson's annotations on it say.
 *
 * @param key whose value tells which record a mapping is
 * @param usual the record of a mapping without that key, or where it is null: as of any key of a record
 * @param byWord the others
 */
record Variants(String key, Class<?> usual, Map<String, Class<?>> byWord) {

    static Variants of(Class<?> type) {
        JsonTypeInfo info = Objects.requireNonNull(type.getAnnotation(JsonTypeInfo.class));
        Map<String, Class<?>> byWord = new LinkedHashMap<>();
        for (JsonSubTypes.Type variant :
                Objects.requireNonNull(type.getAnnotation(JsonSubTypes.class)).value()) {
            byWord.put(variant.name(), variant.value());
        }
        return new Variants(info.property(), info.defaultImpl(), byWord);
    }

    List<String> words() {
        return List.copyOf(byWord.keySet());
    }

    /** The record that a mapping is; empty for a word that there is not. */
    Optional<Class<?>> chosen(JsonNode node) {
        return node.hasNonNull(key)
                ? Optional.ofNullable(byWord.get(node.path(key).asText()))
                : Optional.of(usual);
    }

    /** The mapping as its record knows it. */
    JsonNode withoutWord(JsonNode node) {
        return node instanceof ObjectNode mapping && mapping.has(key)
                ? mapping.deepCopy().without(key)
                : node;
    }
}
