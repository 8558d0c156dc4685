package dev.waybill.pipelines.notify;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that takes a message: its JSON on the input, its title and severity in variables.
 *
 * @param directory in which it runs
 * @param limit after which it is ended, with all that it started
 */
record NotifyCommand(String line, Path directory, Duration limit) {

    static final String TITLE = "WAYBILL_NOTICE_TITLE";
    static final String SEVERITY = "WAYBILL_NOTICE_SEVERITY";

    private static final int TRIES = 2;

    /** What went wrong the last time, as a clause; empty where it ended well. */
    Optional<String> send(NightMessage message) {
        Optional<String> problem = attempt(message);
        for (int number = 1; number < TRIES && problem.isPresent(); number++) {
            problem = attempt(message);
        }
        return problem;
    }

    /** From a file, since a command that does not read would block who writes. */
    private Optional<String> attempt(NightMessage message) {
        try {
            Path input = Files.createTempFile("notice", ".json");
            try {
                Files.writeString(input, message.json());
                return ended(start(message, input.toFile()));
            } finally {
                Files.delete(input);
            }
        } catch (IOException e) {
            return Optional.of("it cannot be started: " + e.getMessage());
        }
    }

    private Process start(NightMessage message, File input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line)
                .directory(directory.toFile())
                .redirectInput(input)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().put(TITLE, message.title());
        builder.environment().put(SEVERITY, message.severity().toString());
        return builder.start();
    }

    private Optional<String> ended(Process process) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                end(process);
                return Optional.of("it did not end within %s s".formatted(limit.toMillis() / 1000.0));
            }
            int code = process.exitValue();
            return code == 0 ? Optional.empty() : Optional.of("it ended with code " + code);
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            return Optional.of("the run was told to end");
        }
    }

    private static void end(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }
}
