package dev.waybill.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When to kill a run: as soon as something can be seen of it from outside.
 *
 * @param command that runs then
 * @param logged a text in the run's log; empty if it is a file
 * @param file below the home that is written anew: of a folder, one more file in it; empty if it is a line of the log
 */
record KillPoint(List<String> command, String logged, String file) {

    static KillPoint logged(String stage, String text) {
        return new KillPoint(List.of("job", stage), text, "");
    }

    static KillPoint written(String stage, String file) {
        return new KillPoint(List.of("job", stage), "", file);
    }

    /** As {@link #written}, by any command. */
    static KillPoint writtenBy(List<String> command, String file) {
        return new KillPoint(command, "", file);
    }

    /** What is there before the run. */
    Set<String> before(Path home) throws IOException {
        return logged.isEmpty() ? Set.of(state(home.resolve(file))) : Set.copyOf(logs(home));
    }

    /** Whether it has come. */
    boolean isHere(Path home, Set<String> before) throws IOException {
        if (logged.isEmpty()) {
            String now = state(home.resolve(file));
            return !now.isEmpty() && !before.contains(now);
        }
        for (String log : logs(home)) {
            // It is being written: its last character may be there in part, which is an error in UTF-8.
            boolean isThis = !before.contains(log);
            if (isThis
                    && Files.readString(Path.of(log), StandardCharsets.ISO_8859_1)
                            .contains(logged)) {
                return true;
            }
        }
        return false;
    }

    /** Empty for what is not there, or was there just now: a folder under another name may be moved into its place. */
    private static String state(Path file) throws IOException {
        try {
            return Files.isDirectory(file)
                    ? String.valueOf(files(file, ".json").size())
                    : Files.getLastModifiedTime(file).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** All of them, since names of runs that began in the same second are in no order. */
    private static List<String> logs(Path home) throws IOException {
        Path folder = home.resolve("data/logs");
        return Files.isDirectory(folder) ? files(folder, ".jsonl") : List.of();
    }

    private static List<String> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(suffix))
                    .toList();
        }
    }
}
