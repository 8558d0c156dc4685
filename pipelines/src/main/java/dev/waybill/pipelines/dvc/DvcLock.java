package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.YamlFile;
import dev.waybill.common.file.YamlReader;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code dvc.lock} (schema 2.0): for each stage, what it last ran with. What another stage's entry holds that we do not
 * know is kept as it is.
 *
 * @param file as people know it: {@code pipelines/green-taxi/dvc.lock}
 */
public record DvcLock(YamlFile file) {

    /** What the file is called, beside the dvc.yaml. */
    public static final String NAME = "dvc.lock";

    private static final String SCHEMA = "2.0";
    private static final Set<String> KEYS = Set.of("schema", "stages", "datasets");
    private static final Set<String> STAGE_KEYS = Set.of("cmd", "deps", "params", "outs");

    /**
     * Reads a lock; one that is not there is empty.
     *
     * @throws Refusal if it is broken, or holds the marks of a merge that was not resolved
     */
    public static DvcLock read(Path home, Path file) {
        WorkingTree files = new WorkingTree(home);
        String name = files.name(file);
        return files.text(file).map(text -> parse(name, text)).orElseGet(() -> empty(name));
    }

    /** Reads the text of a lock, such as one of an earlier commit. */
    public static DvcLock parse(String name, String text) {
        refuseConflict(name, text);
        DvcLock lock = new DvcLock(YamlReader.exact(name, text));
        if (!lock.file.tree().isEmpty()) {
            lock.check();
        }
        return lock;
    }

    public static DvcLock empty(String name) {
        return new DvcLock(new YamlFile(name, JsonNodeFactory.instance.objectNode(), Map.of()));
    }

    /** What a stage last ran with. */
    public Optional<LockedStage> stage(String name) {
        StrictNode stages = StrictNode.root(file).child("stages");
        if (!stages.isPresent() || !stages.mapping().has(name)) {
            return Optional.empty();
        }
        return Optional.of(LockedStage.of(stages.child(name)));
    }

    /** The same lock with another entry for a stage: in its old place, or at the end. */
    public DvcLock with(String name, LockedStage stage) {
        ObjectNode tree = withStages();
        ((ObjectNode) tree.get("stages")).set(name, stage.tree());
        return new DvcLock(new YamlFile(file.name(), tree, Map.of()));
    }

    /** As DVC writes it. */
    public String text() {
        return YamlWriter.text(withStages());
    }

    /** Writes all of it or nothing; a power failure leaves the old or the new one. */
    public void write(Path to) {
        AtomicFile.write(to, text());
    }

    private ObjectNode withStages() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("schema", SCHEMA);
        tree.setAll(file.tree().deepCopy());
        if (!tree.path("stages").isObject()) {
            tree.putObject("stages");
        }
        return tree;
    }

    private void check() {
        StrictNode root = StrictNode.root(file);
        String schema = root.child("schema").node().asText();
        if (!schema.equals(SCHEMA)) {
            throw Refusal.mistake(
                    "dvc.lock-schema",
                    "Cannot read %s: its schema is '%s', not '%s'.".formatted(file.name(), schema, SCHEMA),
                    "Bring it up to date with dvc commit, or restore it from git.");
        }
        root.onlyKeys(KEYS);
        if (root.child("stages").isPresent()) {
            root.child("stages").children().forEach(DvcLock::check);
        }
    }

    private static void check(StrictNode stage) {
        stage.onlyKeys(STAGE_KEYS);
        LockedStage.of(stage);
    }

    private static void refuseConflict(String name, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("<<<<<<< ") || lines.get(i).startsWith(">>>>>>> ")) {
                throw Refusal.mistake(
                        "dvc.lock-conflict",
                        "Cannot read %s:%d: git could not merge it and left both versions there."
                                .formatted(name, i + 1),
                        "Take one of them (git checkout --theirs " + name
                                + "), or delete the file and run ./waybill repro.");
            }
        }
    }
}
