package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A metric or a param before and after; null where it was not there.
 *
 * @param difference after less before, where both are numbers
 */
public record Change(JsonNode before, JsonNode after, Optional<JsonNode> difference) {

    /** What changed between two {@link RevisionValues}s: by file, then by dotted key. A list changes as a whole. */
    public static Map<Path, Map<String, Change>> between(Map<Path, JsonNode> before, Map<Path, JsonNode> after) {
        Set<Path> files = new TreeSet<>(before.keySet());
        files.addAll(after.keySet());
        Map<Path, Map<String, Change>> changes = new TreeMap<>();
        for (Path file : files) {
            Map<String, Change> changed = changed(
                    FlatValues.of(before.getOrDefault(file, NullNode.getInstance())),
                    FlatValues.of(after.getOrDefault(file, NullNode.getInstance())));
            if (!changed.isEmpty()) {
                changes.put(file, changed);
            }
        }
        return changes;
    }

    private static Map<String, Change> changed(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        Set<String> keys = new TreeSet<>(Codepoints.ORDER);
        keys.addAll(before.keySet());
        keys.addAll(after.keySet());
        Map<String, Change> changed = new TreeMap<>(Codepoints.ORDER);
        for (String key : keys) {
            JsonNode one = before.getOrDefault(key, NullNode.getInstance());
            JsonNode other = after.getOrDefault(key, NullNode.getInstance());
            if (!ParamValues.same(one, other)) {
                changed.put(key, new Change(one, other, difference(one, other)));
            }
        }
        return changed;
    }

    /** Of numbers; none of anything else. */
    public static Optional<JsonNode> difference(JsonNode before, JsonNode after) {
        if (!isNumber(before) || !isNumber(after)) {
            return Optional.empty();
        } else if (before.isFloatingPointNumber() || after.isFloatingPointNumber()) {
            return Optional.of(DoubleNode.valueOf(floating(after) - floating(before)));
        }
        return Optional.of(BigIntegerNode.valueOf(whole(after).subtract(whole(before))));
    }

    /** As in Python, true and false count as 1 and 0. */
    private static boolean isNumber(JsonNode value) {
        return value.isNumber() || value.isBoolean();
    }

    private static double floating(JsonNode value) {
        return value.isBoolean() ? whole(value).doubleValue() : value.doubleValue();
    }

    private static BigInteger whole(JsonNode value) {
        return value.isBoolean() ? BigInteger.valueOf(value.booleanValue() ? 1 : 0) : value.bigIntegerValue();
    }
}
