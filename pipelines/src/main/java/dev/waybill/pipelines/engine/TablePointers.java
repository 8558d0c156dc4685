package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.LiveTables;
import dev.waybill.common.table.Pointer;
import dev.waybill.common.table.TableChange.Moved;
import dev.waybill.common.table.Tables;
import dev.waybill.pipelines.dvc.Hashes;
import dev.waybill.pipelines.dvc.LockEntry;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files {@code pipelines/<name>/tables/<table>.json} that stand for a pipeline's tables: written when a stage has
 * run, compared with each other and with the tables themselves.
 *
 * @param folder of the pipeline
 * @param past where each pointer that was ever written is kept by its hash, which is all that dvc.lock holds of it; this
 *     only makes words better
 */
record TablePointers(Path folder, Path past, LiveTables live) {

    private static final String SUFFIX = ".json";

    static TablePointers of(Pipeline pipeline) {
        return new TablePointers(
                pipeline.folder(),
                pipeline.home().resolve("data").resolve("cache").resolve("tables"),
                new LiveTables(RunSetup.warehouse(pipeline), pipeline.platform().spark()));
    }

    /**
     * Writes the pointers that a stage declares, after its job has committed its tables.
     *
     * @return the rows of each of these tables, where its log tells
     * @throws Refusal if the job did not write one of them
     */
    Map<String, Long> write(Stage stage, Tables tables) {
        List<Path> files =
                stage.outs().stream().map(Out::path).filter(this::isPointer).toList();
        for (Path file : files) {
            if (!tables.exists(table(file))) {
                throw Refusal.mistake(
                        "dvc.missing-table",
                        "Cannot finish stage '%s' (%s): its job did not write table '%s'."
                                .formatted(stage.name(), stage.place(), table(file)),
                        "Remove tables/" + file.getFileName() + " from the stage's outs, or correct the name.");
            }
        }
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Path file : files) {
            Pointer pointer = tables.pointer(table(file));
            JsonFile.write(file, pointer);
            pointer.rows().ifPresent(count -> rows.put(pointer.table(), count));
        }
        return rows;
    }

    /** The tables that a stage reads, as its pointers to them say. */
    List<Pointer> readBy(Stage stage) {
        return stage.deps().stream()
                .map(Dep::path)
                .filter(this::isPointer)
                .map(TablePointers::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Keeps the pointers of a stage as they are now. */
    void keep(Stage stage, Hashes hashes) {
        stage.outs().stream()
                .map(Out::path)
                .filter(this::isPointer)
                .filter(Files::isRegularFile)
                .forEach(file -> copy(file, past.resolve(hashes.md5(file) + SUFFIX)));
    }

    /** How a table differs from when a pointer to it was in dvc.lock; empty for what is no pointer. */
    Optional<Reason> change(Path file, LockEntry before) {
        if (!isPointer(file)) {
            return Optional.empty();
        }
        String words = read(past.resolve(before.md5() + SUFFIX))
                .flatMap(was -> read(file).flatMap(is -> words(was, is)))
                .orElse("changed");
        return Optional.of(Reason.table(table(file), words));
    }

    /** How a table differs from the pointer to it; empty for what is no pointer. */
    Optional<Reason> behind(Path file) {
        if (!isPointer(file)) {
            return Optional.empty();
        }
        return read(file)
                .flatMap(live::changeSince)
                .map(change -> Reason.table(
                        table(file),
                        change instanceof Moved ? "was written by someone else: " + change.words() : change.words()));
    }

    private static Optional<String> words(Pointer was, Pointer is) {
        boolean moved = was.id().equals(is.id()) && is.version() > was.version();
        return moved ? Optional.of(Moved.between(was, is).words()) : Optional.empty();
    }

    private boolean isPointer(Path file) {
        return folder.resolve("tables").equals(file.getParent())
                && file.getFileName().toString().endsWith(SUFFIX);
    }

    private static String table(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** Empty also for what is no pointer any more, such as the marks of a merge: its hash tells of that. */
    private static Optional<Pointer> read(Path file) {
        try {
            return Optional.of(JsonFile.read(file, Pointer.class));
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    private static void copy(Path file, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + file + " to " + to, e);
        }
    }
}
