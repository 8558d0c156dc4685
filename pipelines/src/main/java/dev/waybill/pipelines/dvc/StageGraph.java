package dev.waybill.pipelines.dvc;

import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The order of stages: each after those whose outputs it reads, otherwise as in the file. */
public final class StageGraph {

    private final DvcFile file;
    private final Map<String, Stage> byName = new LinkedHashMap<>();
    /** Which stage writes a path, by its place in the file. */
    private final Map<Path, Integer> writers = new HashMap<>();
    /** Which stages write something inside a folder. */
    private final Map<Path, SortedSet<Integer>> writersInside = new HashMap<>();

    /**
     * Looks at all stages at once.
     *
     * @throws Refusal if two stages write the same path, or one inside the other
     */
    public StageGraph(DvcFile file) {
        this.file = file;
        file.stages().forEach(stage -> byName.put(stage.name(), stage));
        for (int i = 0; i < file.stages().size(); i++) {
            for (Out out : file.stages().get(i).outs()) {
                add(out, i);
            }
        }
    }

    /** All stages in order. */
    public List<Stage> ordered() {
        return before(file.stages());
    }

    /** The named stages and all that they need, in order. */
    public List<Stage> upTo(List<String> names) {
        return before(names.stream().map(this::named).toList());
    }

    /** The stages whose outputs a stage reads, the same path or one inside the other; in the order of the file. */
    public List<Stage> needs(Stage stage) {
        SortedSet<Integer> needed = new TreeSet<>();
        for (Dep dep : stage.deps()) {
            needed.addAll(writersInside.getOrDefault(dep.path(), new TreeSet<>()));
            for (@Nullable Path at = dep.path(); at != null; at = at.getParent()) {
                Integer writer = writers.get(at);
                if (writer != null) {
                    needed.add(writer);
                }
            }
        }
        return needed.stream().map(file.stages()::get).toList();
    }

    private Stage named(String name) {
        Stage stage = byName.get(name);
        if (stage == null) {
            throw Refusal.mistake(
                    "stage.unknown",
                    "Cannot find stage '" + name + "' in " + file.name() + ".",
                    Suggestion.sentence(name, byName.keySet()));
        }
        return stage;
    }

    private List<Stage> before(List<Stage> targets) {
        Set<Stage> done = new LinkedHashSet<>();
        targets.forEach(target -> visit(target, new LinkedHashSet<>(), done));
        return List.copyOf(done);
    }

    private void visit(Stage stage, Set<Stage> path, Set<Stage> done) {
        if (done.contains(stage)) {
            return;
        }
        if (!path.add(stage)) {
            List<Stage> all = List.copyOf(path);
            throw cycle(all.subList(all.indexOf(stage), all.size()));
        }
        needs(stage).forEach(other -> visit(other, path, done));
        path.remove(stage);
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

    private void add(Out out, int index) {
        Stage stage = file.stages().get(index);
        SortedSet<Integer> inside = writersInside.get(out.path());
        if (inside != null) {
            throw shared(stage, out, file.stages().get(inside.first()), "something inside of which");
        }
        for (@Nullable Path at = out.path(); at != null; at = at.getParent()) {
            Integer other = writers.get(at);
            if (other != null) {
                throw shared(
                        stage,
                        out,
                        file.stages().get(other),
                        at.equals(out.path()) ? "which" : "a folder around which");
            }
        }
        writers.put(out.path(), index);
        for (@Nullable Path at = out.path().getParent(); at != null; at = at.getParent()) {
            writersInside.computeIfAbsent(at, folder -> new TreeSet<>()).add(index);
        }
    }

    private static Refusal shared(Stage stage, Out out, Stage other, String what) {
        return Refusal.mistake(
                "dvc.shared-out",
                "Cannot run %s: stage '%s' writes %s, %s stage '%s' writes too."
                        .formatted(stage.place(), stage.name(), out.written(), what, other.name()),
                "Let one stage write it.");
    }
}
