package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An entry of {@code stages}: a stage, or what makes several of one by {@code foreach} or {@code matrix}.
 *
 * @param home DVC's root
 * @param folder that holds the dvc.yaml
 */
record StageDefinition(StrictNode node, Path home, Path folder, Vars vars) {

    private static final String FOREACH = "foreach";
    private static final String DO = "do";
    private static final String MATRIX = "matrix";
    private static final String ITEM = "item";
    private static final String KEY = "key";

    /** The stages in DVC's order. */
    List<Stage> stages() {
        if (node.mapping().has(FOREACH) || node.mapping().has(DO)) {
            return foreach();
        } else if (node.mapping().has(MATRIX)) {
            return matrix();
        }
        node.onlyKeys(with(MATRIX, FOREACH, DO));
        return List.of(stage(node, vars));
    }

    private List<Stage> foreach() {
        node.onlyKeys(Set.of(FOREACH, DO));
        StrictNode body = node.child(DO);
        if (!body.isPresent() || !node.child(FOREACH).isPresent()) {
            throw node.wrong("must have both '" + FOREACH + "' and '" + DO + "'");
        }
        body.onlyKeys(StageReader.KEYS);
        StrictNode over = Template.fill(node.child(FOREACH), vars, Template.Use.LOOP);
        Map<String, Map<String, JsonNode>> rounds = new LinkedHashMap<>();
        if (over.node() instanceof ObjectNode mapping) {
            mapping.fields()
                    .forEachRemaining(field -> rounds.put(
                            unquoted(field.getKey()),
                            Map.of(ITEM, field.getValue(), KEY, TextNode.valueOf(unquoted(field.getKey())))));
        } else if (over.node().isArray()) {
            rounds.putAll(over(node.child(FOREACH).node(), over.node()));
        } else {
            throw over.wrong("must be a list or a mapping");
        }
        return generated(body, rounds);
    }

    /** Plain values give the names; among mappings and lists, the position does. */
    private static Map<String, Map<String, JsonNode>> over(JsonNode written, JsonNode list) {
        boolean composite = false;
        for (JsonNode item : list) {
            composite |= item.isContainerNode();
        }
        Map<String, Map<String, JsonNode>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            String name = composite ? String.valueOf(i) : name(written.path(i), list.get(i));
            rounds.put(name, Map.of(ITEM, list.get(i)));
        }
        return rounds;
    }

    private List<Stage> matrix() {
        node.onlyKeys(with(MATRIX));
        StrictNode over = Template.fill(node.child(MATRIX), vars, Template.Use.LOOP);
        Map<String, ObjectNode> items = new LinkedHashMap<>();
        items.put("", JsonNodeFactory.instance.objectNode());
        for (StrictNode axis : over.children()) {
            if (!axis.node().isArray()) {
                throw axis.wrong("must be a list");
            }
            items = cross(items, node.child(MATRIX).child(axis.key()).node(), axis);
        }
        Map<String, Map<String, JsonNode>> rounds = new LinkedHashMap<>();
        items.forEach((name, item) -> rounds.put(name, Map.of(ITEM, item, KEY, TextNode.valueOf(name))));
        ObjectNode body = node.mapping().deepCopy();
        body.remove(MATRIX);
        return generated(node.holding(body), rounds);
    }

    /** The last axis turns fastest. A value that is not plain is named by its axis and its position. */
    private static Map<String, ObjectNode> cross(Map<String, ObjectNode> items, JsonNode written, StrictNode axis) {
        Map<String, ObjectNode> crossed = new LinkedHashMap<>();
        items.forEach((name, item) -> {
            for (int i = 0; i < axis.node().size(); i++) {
                JsonNode value = axis.node().get(i);
                String part = value.isContainerNode() ? axis.key() + i : name(written.path(i), value);
                ObjectNode more = item.deepCopy();
                more.set(axis.key(), value);
                crossed.put(item.isEmpty() ? part : name + "-" + part, more);
            }
        });
        return crossed;
    }

    /** DVC names a written true so, but one that a template gives as Python prints it. */
    private static String name(JsonNode written, JsonNode value) {
        if (value.isBoolean() && !written.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        return Template.text(value);
    }

    private List<Stage> generated(StrictNode body, Map<String, Map<String, JsonNode>> rounds) {
        List<Stage> stages = new ArrayList<>();
        rounds.forEach((name, round) -> stages.add(stage(body.called(node.key() + "@" + name), vars.with(round))));
        return stages;
    }

    /** The working directory is filled in first: the files of the stage's own {@code vars} start there. */
    private Stage stage(StrictNode body, Vars all) {
        body.onlyKeys(StageReader.KEYS);
        StrictNode wdir = Template.fill(body.child("wdir"), all, Template.Use.VALUE);
        Path directory = folder.resolve(wdir.isPresent() ? Template.text(wdir.node()) : ".");
        Vars own = all.with(body.child("vars"), directory.normalize());
        ObjectNode filled = JsonNodeFactory.instance.objectNode();
        for (StrictNode child : body.children()) {
            if (!child.key().equals("vars")) {
                Template.Use use = child.key().equals("cmd") ? Template.Use.COMMAND : Template.Use.VALUE;
                filled.set(child.key(), Template.fill(child, own, use).node());
            }
        }
        return StageReader.read(body.holding(filled), home, folder);
    }

    /** What is known, for the suggestion; those that are given stand for other forms of a stage. */
    private static Set<String> with(String... more) {
        Set<String> keys = new HashSet<>(StageReader.KEYS);
        keys.addAll(List.of(more));
        return keys;
    }

    private static String unquoted(String key) {
        boolean quoted = key.length() > 2 && key.startsWith("'") && key.endsWith("'");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    /** Reads all, and shows all problems at once. */
    static List<Stage> readAll(List<StageDefinition> definitions, String file) {
        List<Stage> stages = new ArrayList<>();
        List<Refusal> problems = new ArrayList<>();
        for (StageDefinition definition : definitions) {
            try {
                stages.addAll(definition.stages());
            } catch (Refusal problem) {
                problems.add(problem);
            }
        }
        if (problems.size() == 1) {
            throw problems.get(0);
        } else if (!problems.isEmpty()) {
            List<String> lines = problems.stream()
                    .map(problem -> problem.problem() + " " + problem.mend())
                    .toList();
            throw Refusal.mistake(
                    problems.get(0).code(),
                    "Cannot read %s, %d problems:%n  %s%n".formatted(file, lines.size(), String.join("\n  ", lines)),
                    "Correct them there.");
        }
        return stages;
    }
}
