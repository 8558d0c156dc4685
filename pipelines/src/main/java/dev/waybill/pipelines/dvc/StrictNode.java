package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.YamlFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A place in a dvc.yaml or dvc.lock that refuses what it does not expect, naming file and line.
 *
 * @param path from the top: {@code stages.train.deps[0]}
 * @param key the last word of the path; it may hold dots itself, as a file's name does
 */
record StrictNode(YamlFile file, String path, String key, JsonNode node) {

    static StrictNode root(YamlFile file) {
        return new StrictNode(file, "", "", file.tree());
    }

    StrictNode child(String name) {
        return at(path.isEmpty() ? name : path + "." + name, name, node.get(name));
    }

    List<StrictNode> children() {
        List<StrictNode> children = new ArrayList<>();
        mapping().fieldNames().forEachRemaining(name -> children.add(child(name)));
        return children;
    }

    /** The same place with another value, such as one whose templates are filled in. */
    StrictNode holding(JsonNode other) {
        return new StrictNode(file, path, key, other);
    }

    /** The same place under another name, as a stage that a loop makes has one. */
    StrictNode called(String name) {
        return new StrictNode(file, path, name, node);
    }

    boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** {@code pipelines/green-taxi/dvc.yaml:12}, or where the nearest thing around it stands. */
    String place() {
        String at = path;
        while (!at.isEmpty() && !file.lines().containsKey(at)) {
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return file.place(at);
    }

    ObjectNode mapping() {
        if (node instanceof ObjectNode mapping) {
            return mapping;
        }
        throw wrong("must be a mapping");
    }

    void onlyKeys(Collection<String> known) {
        for (StrictNode child : children()) {
            if (!known.contains(child.key)) {
                throw child.unknown(known);
            }
        }
    }

    String text() {
        if (!node.isTextual()) {
            throw wrong("must be a text");
        }
        return node.asText();
    }

    boolean flag(boolean otherwise) {
        if (isPresent() && !node.isBoolean()) {
            throw wrong("must be true or false");
        }
        return node.asBoolean(otherwise);
    }

    Optional<String> optionalText() {
        return isPresent() ? Optional.of(text()) : Optional.empty();
    }

    /** The items of a list; none where it is left out. */
    List<StrictNode> items() {
        if (!isPresent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong("must be a list");
        }
        return IntStream.range(0, node.size())
                .mapToObj(i -> at(path + "[" + i + "]", String.valueOf(i), node.get(i)))
                .toList();
    }

    Refusal wrong(String what) {
        return Refusal.mistake(
                "dvc.wrong-type", "Cannot read " + place() + ": '" + path + "' " + what + ".", "Correct it there.");
    }

    private Refusal unknown(Collection<String> known) {
        return Refusal.mistake(
                "dvc.unknown-key",
                "Cannot read " + place() + ": '" + key + "' is not a key that DVC knows there.",
                Suggestion.sentence(key, known));
    }

    private StrictNode at(String childPath, String childKey, @Nullable JsonNode child) {
        return new StrictNode(file, childPath, childKey, child == null ? MissingNode.getInstance() : child);
    }
}
