package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
        if (!over.node().isContainerNode()) {
            throw over.wrong("must be a list or a mapping");
        }
        return generated(body, Iteration.foreach(node.child(FOREACH).node(), over.node()));
    }

    private List<Stage> matrix() {
        node.onlyKeys(with(MATRIX));
        StrictNode over = Template.fill(node.child(MATRIX), vars, Template.Use.LOOP);
        ObjectNode body = node.mapping().deepCopy();
        body.remove(MATRIX);
        return generated(node.holding(body), Iteration.matrix(node.child(MATRIX).node(), over));
    }

    private List<Stage> generated(StrictNode body, List<Iteration> rounds) {
        return rounds.stream()
                .map(round -> stage(body.called(node.key() + "@" + round.name()), vars.with(round)))
                .toList();
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
                    .map(problem -> problem.problem() + " " + problem.remedy())
                    .toList();
            throw Refusal.mistake(
                    problems.get(0).code(),
                    "Cannot read %s, %d problems:%n  %s%n".formatted(file, lines.size(), String.join("\n  ", lines)),
                    "Correct them there.");
        }
        return stages;
    }
}
