package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Runs the command of a stage that is no job of ours, as DVC does: by the user's shell, in the stage's directory, its
 * outputs removed before.
 *
 * @param log takes what the command prints
 */
record ShellCommand(Path home, Path log) {

    /** A command that asks something at night gets no answer, rather than waiting for one. */
    private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

    /** How long a command may take to end when it is asked to. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int LAST_LINES = 20;
    /** Of a log, which may be long, the end that is looked at. */
    private static final int LAST_BYTES = 1 << 16;

    /** What it ran. */
    record Result(String cmd) {}

    Result run(Stage stage) {
        if (!Files.isDirectory(stage.directory())) {
            throw Refusal.mistake(
                    "dvc.missing-wdir",
                    "Cannot run stage '%s' (%s): there is no folder %s."
                            .formatted(stage.name(), stage.place(), stage.directory()),
                    "Make it, or correct the stage's wdir.");
        }
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
                    "Cannot finish stage '%s' (%s): its command ended with code %d: %s%n%s"
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
                    .redirectInput(NOTHING)
                    .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment(stage));
            return end(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a shell for stage " + stage.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while stage " + stage.name() + " ran", e);
        }
    }

    /** Waits for a command. It ends with the run that it belongs to: the next one must not find it at work. */
    private static int end(Process process) throws InterruptedException {
        Thread kill = new Thread(() -> end(process.toHandle()));
        Runtime.getRuntime().addShutdownHook(kill);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            end(process.toHandle());
            throw e;
        } finally {
            remove(kill);
        }
    }

    /** Asks a command and all that it started to end; what does not is ended. */
    private static void end(ProcessHandle process) {
        tree(process).forEach(ProcessHandle::destroy);
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            tree(process).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static List<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // the JVM is about to end, and the hook runs
            return;
        }
    }

    private Map<String, String> environment(Stage stage) {
        return Map.of(
                "DVC_ROOT",
                home.toString(),
                "DVC_STAGE",
                stage.name(),
                PipelineLock.VARIABLE,
                String.valueOf(ProcessHandle.current().pid()));
    }

    private String lastLines() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(file.length(), LAST_BYTES)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            List<String> lines =
                    new String(end, Charset.defaultCharset()).lines().toList();
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LAST_LINES))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            return "";
        }
    }

    private static void remove(Path out) {
        try {
            if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
                FileUtils.forceDelete(out.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + out, e);
        }
    }
}
