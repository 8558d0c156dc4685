package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nested values by dotted key, as DVC shows them. */
public final class FlatValues {

    private FlatValues() {}

    /** The values; one that is not nested has an empty key, a list becomes the text that Python shows. */
    public static Map<String, JsonNode> of(JsonNode tree) {
        Map<String, JsonNode> flat = new TreeMap<>(Codepoints.ORDER);
        if (!tree.isMissingNode() && !tree.isNull()) {
            collect("", tree, flat);
        }
        return flat;
    }

    /** A value as Python's {@code str} shows it. */
    public static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : shown(value);
    }

    private static void collect(String path, JsonNode value, Map<String, JsonNode> flat) {
        if (value.isObject()) {
            value.fields()
                    .forEachRemaining(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), flat));
        } else {
            flat.put(path, value.isArray() ? TextNode.valueOf(shown(value)) : value);
        }
    }

    private static String shown(JsonNode value) {
        List<String> parts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> parts.add(shown(item)));
            return "[" + String.join(", ", parts) + "]";
        } else if (value.isObject()) {
            value.fields()
                    .forEachRemaining(field -> parts.add(quoted(field.getKey()) + ": " + shown(field.getValue())));
            return "{" + String.join(", ", parts) + "}";
        } else if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        return value.isTextual() ? quoted(value.textValue()) : Template.text(value);
    }

    private static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("\r", "\\r");
        boolean apostrophe = text.contains("'");
        if (apostrophe && !text.contains("\"")) {
            return "\"" + escaped + "\"";
        }
        return "'" + escaped.replace("'", "\\'") + "'";
    }
}
