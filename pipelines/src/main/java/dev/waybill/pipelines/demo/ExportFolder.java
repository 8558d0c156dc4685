package dev.waybill.pipelines.demo;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder of part files that is replaced as a whole, with the plan that they were made from in {@value #PLAN}, which
 * Spark's readers pass over.
 *
 * <p>The part files get plain names, because DVC takes a folder for changed when a file's name is.
 */
record ExportFolder(Path folder) {

    private static final String PLAN = "_plan.json";
    private static final String PART = ".csv.gz";
    /** To be raised when the same plan gives other trips than it did. */
    private static final int GENERATOR = 1;

    /** Whether the folder holds this plan already, in so many files. */
    boolean holds(DemoPlan plan, int files) {
        return attempt("read", () -> {
            Path held = folder.resolve(PLAN);
            return Files.isRegularFile(held)
                    && Files.readString(held).equals(json(plan))
                    && parts(folder).size() == files;
        });
    }

    /** Lets the writer fill a folder beside this one, and then puts that in the place of this one. */
    void replace(DemoPlan plan, Consumer<Path> writer) {
        refuseForeignFiles();
        // Always the same names, so that what a killed run left behind goes with the next one.
        Path written = folder.resolveSibling("." + folder.getFileName() + ".written");
        Path replaced = folder.resolveSibling("." + folder.getFileName() + ".replaced");
        attempt("write", () -> {
            delete(written);
            writer.accept(written);
            keepParts(written);
            Files.writeString(written.resolve(PLAN), json(plan));
            swap(written, replaced);
            return folder;
        });
    }

    private void refuseForeignFiles() {
        boolean foreign = attempt(
                "read",
                () -> Files.exists(folder)
                        && !Files.exists(folder.resolve(PLAN))
                        && !list(folder).isEmpty());
        if (foreign) {
            throw Refusal.mistake(
                    "demo.folder-in-use",
                    "Cannot write the demo's trips to " + folder + ": it holds files that are not the demo's.",
                    "Name another folder, or empty this one.");
        }
    }

    private void swap(Path written, Path replaced) throws IOException {
        delete(replaced);
        if (Files.exists(folder)) {
            Files.move(folder, replaced);
        }
        Files.move(written, folder);
        delete(replaced);
    }

    /** Renames Spark's part files to {@code part-00000.csv.gz} and drops its markers and checksums. */
    private static void keepParts(Path written) throws IOException {
        List<Path> parts = parts(written);
        for (int i = 0; i < parts.size(); i++) {
            Files.move(parts.get(i), written.resolve("part-%05d%s".formatted(i, PART)));
        }
        for (Path file : list(written)) {
            if (!isPart(file)) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> parts(Path folder) throws IOException {
        return list(folder).stream().filter(ExportFolder::isPart).toList();
    }

    private static boolean isPart(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith("part-") && name.endsWith(PART);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static String json(DemoPlan plan) {
        return """
                {"rows": %d, "days": %d, "first-day": "%s", "shock-day": %d, "seed": %d, "generator": %d}
                """.formatted(plan.rows(), plan.days(), plan.firstDay(), plan.shockDay(), plan.seed(), GENERATOR);
    }

    private <T> T attempt(String what, FileAction<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot " + what + " " + folder, e);
        }
    }

    @FunctionalInterface
    private interface FileAction<T> {
        T run() throws IOException;
    }
}
