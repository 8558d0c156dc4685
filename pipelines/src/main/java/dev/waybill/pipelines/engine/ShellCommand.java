package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * Runs the command of a stage that is no job of ours, as DVC does: by the user's shell, in the stage's directory, its
 * outputs removed before.
 *
 * @param log takes what the command prints
 */
record ShellCommand(Path home, Path log) {

    private static final int LAST_LINES = 20;

    /** What it ran. */
    record Result(String cmd) {}

    Result run(Stage stage) {
        if (!StageCommand.isOurs(stage)) {
            stage.outs().stream()
                    .filter(out -> !out.persist())
                    .map(Stage.Out::path)
                    .forEach(ShellCommand::remove);
        }
        stage.commands().forEach(line -> run(stage, line));
        return new Result(stage.cmd().text());
    }

    private void run(Stage stage, String line) {
        int code = code(stage, line);
        if (code != 0) {
            throw Refusal.mistake(
                    "stage.failed",
                    "Cannot finish stage '%s' (%s): its command ended with code %d: %s%n%s%n"
                            .formatted(stage.name(), stage.place(), code, line, lastLines()),
                    "All that it printed is in " + home.relativize(log) + ".");
        }
    }

    private int code(Stage stage, String line) {
        try {
            Files.createDirectories(log.getParent());
            String shell = System.getenv().getOrDefault("SHELL", "/bin/sh");
            ProcessBuilder builder = new ProcessBuilder(shell, "-c", line)
                    .directory(stage.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment(stage));
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a shell for stage " + stage.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while stage " + stage.name() + " ran", e);
        }
    }

    private Map<String, String> environment(Stage stage) {
        return Map.of(
                "DVC_ROOT",
                home.toString(),
                "DVC_STAGE",
                stage.name(),
                Hold.VARIABLE,
                String.valueOf(ProcessHandle.current().pid()));
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log, Charset.defaultCharset());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    private static void remove(Path out) {
        try {
            if (Files.exists(out)) {
                FileUtils.forceDelete(out.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + out, e);
        }
    }
}
