package dev.waybill.pipelines.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Hashes;
import dev.waybill.pipelines.dvc.LockEntry;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stages read and wrote, as it is now. Each file is looked at once: what a run is made with is what was there when
 * it began, whatever is edited meanwhile.
 */
final class StageFiles {

    private final Hashes hashes;
    private final EffectiveParams params;
    private final BuiltSources sources;
    private final Map<Path, Optional<LockEntry>> known = new HashMap<>();

    StageFiles(Hashes hashes, EffectiveParams params, BuiltSources sources) {
        this.hashes = hashes;
        this.params = params;
        this.sources = sources;
    }

    /** What dvc.lock would hold if the stage had just run; what is missing is left out. */
    LockedStage now(Stage stage) {
        return new LockedStage(stage.cmd(), deps(stage), params(stage), outs(stage));
    }

    /**
     * As {@link #now}, of a stage that has just run.
     *
     * @param before it ran
     * @throws Refusal if it did not write all that it declares
     */
    LockedStage after(Stage stage, LockedStage before) {
        known.keySet()
                .removeIf(path -> stage.outs().stream()
                        .anyMatch(
                                out -> path.startsWith(out.path()) || out.path().startsWith(path)));
        LockedStage after = new LockedStage(before.cmd(), before.deps(), before.params(), outs(stage));
        for (Out out : stage.outs()) {
            if (after.out(out.written()).isEmpty()) {
                throw Refusal.mistake(
                        "dvc.missing-out",
                        "Cannot finish stage '%s' (%s): it did not write its output %s."
                                .formatted(stage.name(), stage.place(), out.written()),
                        "Remove it from the stage's outs, or correct its path.");
            }
        }
        return after;
    }

    private List<LockEntry> deps(Stage stage) {
        return stage.deps().stream().map(this::entry).flatMap(Optional::stream).toList();
    }

    private List<LockEntry> outs(Stage stage) {
        return stage.outs().stream()
                .map(out -> find(out.path(), out.written()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A program without its sources knows them from when it was built. */
    private Optional<LockEntry> entry(Dep dep) {
        return find(dep.path(), dep.written()).or(() -> sources.find(dep.path(), dep.written()));
    }

    private Optional<LockEntry> find(Path path, String written) {
        return known.computeIfAbsent(path, file -> hashes.find(file, written))
                .map(entry -> new LockEntry(written, entry.md5(), entry.size(), entry.nfiles(), entry.isexec()));
    }

    private Map<String, Map<String, JsonNode>> params(Stage stage) {
        Map<String, Map<String, JsonNode>> values = new LinkedHashMap<>();
        stage.params().forEach(file -> values.put(file.written(), params.of(file)));
        return values;
    }
}
