package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a stage ran with and what it wrote, as its entry in dvc.lock says.
 *
 * @param params by file, as dvc.yaml writes its path, then by dotted key; values as {@link ParamValues} gives them
 */
public record LockedStage(
        Cmd cmd, List<LockEntry> deps, Map<String, Map<String, JsonNode>> params, List<LockEntry> outs) {

    private static final String DEFAULT_PARAMS = "params.yaml";

    /** The dependency that dvc.yaml calls so. */
    public Optional<LockEntry> dep(String path) {
        return deps.stream().filter(entry -> entry.path().equals(path)).findFirst();
    }

    /** The output that dvc.yaml calls so. */
    public Optional<LockEntry> out(String path) {
        return outs.stream().filter(entry -> entry.path().equals(path)).findFirst();
    }

    /** Reads an entry that {@link DvcLock} has checked. */
    static LockedStage of(StrictNode node) {
        StrictNode cmd = node.child("cmd");
        Cmd read = cmd.node().isArray()
                ? new Cmd(cmd.items().stream().map(StrictNode::text).toList(), true)
                : Cmd.of(cmd.text());
        return new LockedStage(
                read,
                node.child("deps").items().stream().map(LockedStage::entry).toList(),
                params(node.child("params")),
                node.child("outs").items().stream().map(LockedStage::entry).toList());
    }

    /** Keys in DVC's order, entries sorted by path, params by file with params.yaml first. */
    ObjectNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        if (cmd.listed()) {
            cmd.lines().forEach(tree.putArray("cmd")::add);
        } else {
            tree.put("cmd", cmd.text());
        }
        if (!deps.isEmpty()) {
            tree.set("deps", entries(deps));
        }
        if (!params.isEmpty()) {
            tree.set("params", paramsTree());
        }
        if (!outs.isEmpty()) {
            tree.set("outs", entries(outs));
        }
        return tree;
    }

    private ObjectNode paramsTree() {
        Comparator<String> defaultFirst = Comparator.comparing((String file) -> !file.equals(DEFAULT_PARAMS));
        Map<String, Map<String, JsonNode>> files = new TreeMap<>(defaultFirst.thenComparing(Codepoints.ORDER));
        files.putAll(params);
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        files.forEach((file, values) -> {
            Map<String, JsonNode> sorted = new TreeMap<>(Codepoints.ORDER);
            sorted.putAll(values);
            tree.putObject(file).setAll(sorted);
        });
        return tree;
    }

    private static ArrayNode entries(List<LockEntry> entries) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        entries.stream()
                .sorted(Comparator.comparing(LockEntry::path, Codepoints.ORDER))
                .forEach(entry -> array.add(tree(entry)));
        return array;
    }

    private static ObjectNode tree(LockEntry entry) {
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("path", entry.path())
                .put("hash", "md5")
                .put("md5", entry.md5())
                .put("size", entry.size());
        entry.nfiles().ifPresent(number -> tree.put("nfiles", number));
        if (entry.isexec()) {
            tree.put("isexec", true);
        }
        return tree;
    }

    private static LockEntry entry(StrictNode node) {
        JsonNode nfiles = node.child("nfiles").node();
        boolean current = node.child("hash").node().asText().equals("md5");
        return new LockEntry(
                node.child("path").text(),
                current ? node.child("md5").optionalText().orElse("") : "",
                node.child("size").node().asLong(),
                nfiles.isNumber() ? OptionalLong.of(nfiles.asLong()) : OptionalLong.empty(),
                node.child("isexec").flag(false));
    }

    private static Map<String, Map<String, JsonNode>> params(StrictNode node) {
        Map<String, Map<String, JsonNode>> params = new LinkedHashMap<>();
        if (node.isPresent()) {
            node.children().forEach(file -> {
                Map<String, JsonNode> values = new LinkedHashMap<>();
                file.children().forEach(value -> values.put(value.key(), value.node()));
                params.put(file.key(), values);
            });
        }
        return params;
    }
}
