package dev.waybill.pipelines.dvc;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The order of stages: each after those whose outputs it reads, otherwise as in the file. */
public final class StageGraph {

    /** A stage on the way, and those of its needs that were not looked at yet. */
    private record Step(Stage stage, Iterator<Stage> needs) {}

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
        Map<String, Stage> done = new LinkedHashMap<>();
        targets.forEach(target -> visit(target, done));
        return List.copyOf(done.values());
    }

    /** Depth first, on a path of our own: a long chain of stages would be too deep for Java's. */
    private void visit(Stage target, Map<String, Stage> done) {
        Set<String> path = new HashSet<>();
        Deque<Step> last = new ArrayDeque<>();
        open(target, path, last);
        while (!last.isEmpty()) {
            Step step = last.getLast();
            if (!step.needs.hasNext()) {
                last.removeLast();
                path.remove(step.stage.name());
                done.putIfAbsent(step.stage.name(), step.stage);
                continue;
            }
            Stage next = step.needs.next();
            if (path.contains(next.name())) {
                throw cycle(last.stream()
                        .map(Step::stage)
                        .dropWhile(stage -> !stage.name().equals(next.name()))
                        .toList());
            } else if (!done.containsKey(next.name())) {
                open(next, path, last);
            }
        }
    }

    private void open(Stage stage, Set<String> path, Deque<Step> last) {
        Step step = new Step(stage, needs(stage).iterator());
        path.add(stage.name());
        last.addLast(step);
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
