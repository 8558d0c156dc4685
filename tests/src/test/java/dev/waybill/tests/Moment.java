package dev.waybill.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When to kill a run: some time after something can be seen of it from outside.
 *
 * @param stage that runs then
 * @param logged a text in the run's log; empty if it is a file
 * @param file below the home that is written anew: of a folder, one more file in it; empty if it is a line of the log
 */
record Moment(String stage, String logged, String file, Duration after) {

    static Moment logged(String stage, String text, long millis) {
        return new Moment(stage, text, "", Duration.ofMillis(millis));
    }

    static Moment written(String stage, String file, long millis) {
        return new Moment(stage, "", file, Duration.ofMillis(millis));
    }

    /** A commit to a table. */
    static Moment committed(String stage, String table, long millis) {
        return written(stage, "data/warehouse/demo/" + table + "/_delta_log", millis);
    }

    /** What is there before the run. */
    String before(Path home) throws IOException {
        return logged.isEmpty()
                ? state(home.resolve(file))
                : newestLog(home).map(Path::toString).orElse("");
    }

    /** Whether it has come. */
    boolean isHere(Path home, String before) throws IOException {
        if (logged.isEmpty()) {
            String now = state(home.resolve(file));
            return !now.isEmpty() && !now.equals(before);
        }
        Optional<Path> log = newestLog(home).filter(newest -> !newest.toString().equals(before));
        return log.isPresent() && Files.readString(log.get()).contains(logged);
    }

    private static String state(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            try (Stream<Path> files = Files.list(file)) {
                return String.valueOf(
                        files.filter(name -> name.toString().endsWith(".json")).count());
            }
        }
        return Files.exists(file)
                ? String.valueOf(Files.getLastModifiedTime(file).toMillis())
                : "";
    }

    private static Optional<Path> newestLog(Path home) throws IOException {
        Path logs = home.resolve("data/logs");
        if (!Files.isDirectory(logs)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).max(Comparator.naturalOrder());
        }
    }
}
