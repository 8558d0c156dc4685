package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One round of {@code foreach} or {@code matrix}, which makes one stage.
 *
 * @param name what stands behind the {@code @} of the stage's name
 * @param values what templates can name in this round: {@code item}, {@code key}
 * @param origins where values come from that a template gave: {@code item} from {@code cities.us}
 */
record Iteration(String name, Map<String, JsonNode> values, Map<String, String> origins) {

    private static final String ITEM = "item";
    private static final String KEY = "key";

    /** A value of a list or mapping to loop over, and where a template took it from. */
    private record Value(JsonNode written, JsonNode filled, String origin) {

        Map<String, String> origins(String name) {
            return origin.isEmpty() ? Map.of() : Map.of(name, origin);
        }
    }

    /**
     * The rounds of {@code foreach}: a mapping gives its keys as names, a list its values, or their positions if it holds
     * more than plain ones.
     *
     * @param written as the file says it
     * @param filled a list or a mapping
     */
    static List<Iteration> foreach(JsonNode written, JsonNode filled) {
        Map<String, Iteration> rounds = new LinkedHashMap<>();
        if (filled instanceof ObjectNode mapping) {
            mapping.fields().forEachRemaining(field -> {
                String key = unquoted(field.getKey());
                Value value = value(written, field.getKey(), field.getValue());
                rounds.put(
                        key,
                        new Iteration(
                                key, Map.of(ITEM, value.filled, KEY, TextNode.valueOf(key)), value.origins(ITEM)));
            });
        } else {
            List<Value> values = values(written, filled);
            boolean composite = values.stream().anyMatch(value -> value.filled.isContainerNode());
            for (int i = 0; i < values.size(); i++) {
                String name = composite ? String.valueOf(i) : name(values.get(i));
                Value value = values.get(i);
                rounds.put(name, new Iteration(name, Map.of(ITEM, value.filled), value.origins(ITEM)));
            }
        }
        return List.copyOf(rounds.values());
    }

    /** The rounds of {@code matrix}: each value of each axis with each of the others, the last axis turning fastest. */
    static List<Iteration> matrix(JsonNode written, StrictNode filled) {
        List<Iteration> rounds =
                List.of(new Iteration("", Map.of(ITEM, JsonNodeFactory.instance.objectNode()), Map.of()));
        for (StrictNode axis : filled.children()) {
            if (!axis.node().isArray()) {
                throw axis.wrong("must be a list");
            }
            List<Value> values = values(written.path(axis.key()), axis.node());
            List<Iteration> crossed = new ArrayList<>();
            rounds.forEach(round -> {
                for (int i = 0; i < values.size(); i++) {
                    crossed.add(round.with(axis.key(), values.get(i), i));
                }
            });
            rounds = crossed;
        }
        Map<String, Iteration> named = new LinkedHashMap<>();
        rounds.forEach(round -> named.put(round.name, round.withKey()));
        return List.copyOf(named.values());
    }

    /** A value that is not plain is named by its axis and its position. */
    private Iteration with(String axis, Value value, int position) {
        String part = value.filled.isContainerNode() ? axis + position : name(value);
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        values.values().forEach(before -> item.setAll((ObjectNode) before));
        String more = item.isEmpty() ? part : name + "-" + part;
        item.set(axis, value.filled);
        Map<String, String> all = new HashMap<>(origins);
        all.putAll(value.origins(ITEM + "." + axis));
        return new Iteration(more, Map.of(ITEM, item), all);
    }

    private Iteration withKey() {
        Map<String, JsonNode> all = new HashMap<>(values);
        all.put(KEY, TextNode.valueOf(name));
        return new Iteration(name, all, origins);
    }

    private static List<Value> values(JsonNode written, JsonNode filled) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < filled.size(); i++) {
            String position = String.valueOf(i);
            values.add(
                    written.isTextual()
                            ? value(written, position, filled.get(i))
                            : new Value(written.path(i), filled.get(i), Template.path(written.path(i))));
        }
        return values;
    }

    private static Value value(JsonNode written, String key, JsonNode filled) {
        JsonNode own = written.path(key);
        String whole = Template.path(written);
        return new Value(own, filled, whole.isEmpty() ? Template.path(own) : whole + "." + key);
    }

    /** DVC names a written true so, but one that a template gives as Python prints it. */
    private static String name(Value value) {
        if (value.filled.isBoolean() && !value.written.isBoolean()) {
            return value.filled.booleanValue() ? "True" : "False";
        }
        return Template.text(value.filled);
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() > 2 && key.startsWith("'") && key.endsWith("'");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }
}
