package dev.waybill.pipelines.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.pipelines.dvc.LockEntry;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What differs between a stage as it last ran and as it is now; by the same rules as DVC's. */
final class Changes {

    private final Stage stage;
    private final LockedStage now;
    private final TablePointers tables;
    private final Predicate<Dep> isMade;

    /**
     * Looks at one stage.
     *
     * @param now what dvc.lock would hold if the stage had just run; what is missing is left out
     * @param isMade whether another stage makes a dependency, so that it need not be there yet
     */
    Changes(Stage stage, LockedStage now, TablePointers tables, Predicate<Dep> isMade) {
        this.stage = stage;
        this.now = now;
        this.tables = tables;
        this.isMade = isMade;
    }

    /** Why the stage has to run; nothing if it is up to date. */
    List<Reason> since(Optional<LockedStage> before) {
        List<Reason> reasons = new ArrayList<>();
        if (before.isEmpty()) {
            reasons.add(Reason.neverRan());
            reasons.addAll(missingDeps());
        } else {
            reasons.addAll(since(before.get()));
        }
        return reasons;
    }

    private List<Reason> since(LockedStage before) {
        List<Reason> reasons = new ArrayList<>();
        if (!before.cmd().equals(now.cmd())) {
            reasons.add(Reason.command());
        }
        if (!stage.frozen()) {
            if (isAlwaysRun()) {
                reasons.add(Reason.always());
            }
            stage.deps().forEach(dep -> dep(dep, before).ifPresent(reasons::add));
            stage.params().forEach(file -> reasons.addAll(params(file, before)));
        }
        stage.outs().forEach(out -> out(out, before).ifPresent(reasons::add));
        return reasons;
    }

    private boolean isAlwaysRun() {
        boolean reads = !stage.deps().isEmpty() || !stage.params().isEmpty();
        return stage.alwaysChanged() || (!reads && stage.outs().isEmpty());
    }

    private List<Reason> missingDeps() {
        return stage.deps().stream()
                .filter(dep -> now.dep(dep.written()).isEmpty() && !isMade.test(dep))
                .map(dep -> Reason.dependency(dep.written(), "is missing"))
                .toList();
    }

    private Optional<Reason> dep(Dep dep, LockedStage before) {
        String path = dep.written();
        Optional<LockEntry> was = before.dep(path);
        Optional<LockEntry> is = now.dep(path);
        if (is.isEmpty()) {
            return Optional.of(Reason.dependency(path, "is missing"));
        } else if (was.isEmpty()) {
            return Optional.of(Reason.dependency(path, "is a new dependency"));
        } else if (was.get().sameContent(is.get())) {
            return Optional.empty();
        }
        return Optional.of(tables.change(dep.path(), was.get()).orElseGet(() -> Reason.dependency(path, "changed")));
    }

    private Optional<Reason> out(Stage.Out out, LockedStage before) {
        String path = out.written();
        Optional<LockEntry> was = before.out(path);
        Optional<LockEntry> is = now.out(path);
        if (is.isEmpty()) {
            return Optional.of(Reason.output(path, "is missing"));
        } else if (was.isEmpty()) {
            return Optional.of(Reason.output(path, "is a new output"));
        } else if (was.get().sameContent(is.get())) {
            return tables.behind(out.path());
        }
        return Optional.of(tables.change(out.path(), was.get()).orElseGet(() -> Reason.output(path, "changed")));
    }

    private List<Reason> params(Stage.ParamsFile file, LockedStage before) {
        Map<String, JsonNode> was = before.params().getOrDefault(file.written(), Map.of());
        Map<String, JsonNode> is = now.params().getOrDefault(file.written(), Map.of());
        Set<String> keys = new LinkedHashSet<>(file.keys());
        if (keys.isEmpty()) {
            keys.addAll(is.keySet());
            keys.addAll(was.keySet());
        }
        return keys.stream()
                .flatMap(key -> ParamChanges.between(key, was.get(key), is.get(key)).stream())
                .toList();
    }
}
