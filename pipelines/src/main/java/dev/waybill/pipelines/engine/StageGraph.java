package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.Stage.Out;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order of stages: each after those whose outputs it reads, otherwise as in the file. */
final class StageGraph {

    private final DvcFile file;

    /**
     * Looks at all stages at once.
     *
     * @throws Refusal if two stages write the same path
     */
    StageGraph(DvcFile file) {
        this.file = file;
        refuseSharedOuts();
    }

    /** All stages in order. */
    List<Stage> ordered() {
        return before(file.stages());
    }

    /** The named stages and all that they need, in order. */
    List<Stage> upTo(List<String> names) {
        return before(names.stream().map(this::named).toList());
    }

    private Stage named(String name) {
        List<String> known = file.stages().stream().map(Stage::name).toList();
        return file.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.mistake(
                        "stage.unknown",
                        "Cannot find stage '" + name + "' in " + file.name() + ".",
                        Suggestion.sentence(name, known)));
    }

    private List<Stage> before(List<Stage> targets) {
        Set<Stage> done = new LinkedHashSet<>();
        targets.forEach(target -> visit(target, new ArrayList<>(), done));
        return List.copyOf(done);
    }

    private void visit(Stage stage, List<Stage> path, Set<Stage> done) {
        if (path.contains(stage)) {
            throw cycle(path.subList(path.indexOf(stage), path.size()));
        }
        path.add(stage);
        file.stages().stream()
                .filter(other -> !done.contains(other) && stage.needs(other))
                .forEach(other -> visit(other, path, done));
        path.remove(path.size() - 1);
        done.add(stage);
    }

    /** Shows the path in the order in which the stages would run. */
    private Refusal cycle(List<Stage> path) {
        List<String> names = new ArrayList<>();
        path.forEach(stage -> names.add(0, stage.name()));
        names.add(0, path.get(0).name());
        return Refusal.mistake(
                "dvc.cycle",
                "Cannot order the stages of " + file.name() + ": " + String.join(" -> ", names)
                        + " goes round in a circle.",
                "Remove one of these stages' deps on the next one's outs.");
    }

    private void refuseSharedOuts() {
        Map<Path, Stage> writers = new HashMap<>();
        for (Stage stage : file.stages()) {
            for (Out out : stage.outs()) {
                Stage other = writers.putIfAbsent(out.path(), stage);
                if (other != null) {
                    throw shared(out, other, stage);
                }
            }
        }
    }

    private static Refusal shared(Out out, Stage one, Stage other) {
        return Refusal.mistake(
                "dvc.shared-out",
                "Cannot run %s: stage '%s' writes %s, which stage '%s' writes too."
                        .formatted(other.place(), other.name(), out.path().getFileName(), one.name()),
                "Let one stage write it.");
    }
}
