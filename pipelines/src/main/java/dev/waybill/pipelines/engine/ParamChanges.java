package dev.waybill.pipelines.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.pipelines.dvc.ParamValues;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which values of params differ, down to the single one: {@code model.max_depth 6 -> 8}. */
final class ParamChanges {

    private static final int LONGEST_VALUE = 40;

    private final List<Reason> reasons = new ArrayList<>();

    private ParamChanges() {}

    /**
     * The differences below one key.
     *
     * @param before null where the key was not there
     */
    static List<Reason> between(String key, @Nullable JsonNode before, @Nullable JsonNode now) {
        ParamChanges changes = new ParamChanges();
        changes.compare(key, orMissing(before), orMissing(now));
        return changes.reasons;
    }

    private void compare(String key, JsonNode before, JsonNode now) {
        if (ParamValues.same(before, now)) {
            return;
        }
        if (before instanceof ObjectNode one && now instanceof ObjectNode other) {
            names(one, other).forEach(name -> compare(key + "." + name, one.path(name), other.path(name)));
        } else {
            reasons.add(Reason.param(key, "params " + key + " " + words(key, before, now)));
        }
    }

    private static String words(String key, JsonNode before, JsonNode now) {
        if (before.isMissingNode()) {
            return "is new";
        } else if (now.isMissingNode()) {
            return "is missing";
        }
        return before.isContainerNode() || now.isContainerNode()
                ? "changed"
                : text(key, before) + " -> " + text(key, now);
    }

    private static String text(String key, JsonNode value) {
        String text = Redaction.of(key, value.asText()).replaceAll("\\s+", " ");
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 1) + "…" : text;
    }

    private static Set<String> names(ObjectNode one, ObjectNode other) {
        Set<String> names = new LinkedHashSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode orMissing(@Nullable JsonNode node) {
        return node == null ? MissingNode.getInstance() : node;
    }
}
