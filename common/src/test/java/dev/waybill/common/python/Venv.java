package dev.waybill.common.python;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Python packages of certain versions in a virtual environment below {@code target}, made once. Which Python: system
 * property {@code waybill.python}, or else {@code python3}.
 */
public record Venv(Path folder) {

    private record Outcome(int exitCode, String output) {}

    /**
     * Skips the test, saying so, where there is no Python or no way to install into it.
     *
     * @param what the packages are, in words
     */
    public static Venv of(String name, String what, List<String> packages) throws IOException, InterruptedException {
        Path folder = Path.of("target", "venv-" + name).toAbsolutePath();
        Files.createDirectories(folder.getParent());
        Path lock = folder.resolveSibling("venv-" + name + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until it is closed: tests of another JVM may want the same one
            if (!Files.exists(folder.resolve("complete"))) {
                install(folder, what, packages);
            }
        }
        return new Venv(folder);
    }

    private static void install(Path folder, String what, List<String> packages)
            throws IOException, InterruptedException {
        Path here = Path.of("").toAbsolutePath();
        String base = System.getProperty("waybill.python", "python3");
        Outcome made = run(here, Map.of(), List.of(base, "-m", "venv", "--clear", folder.toString()));
        require(made, what, "Python 3 with venv");
        String python = folder.resolve("bin/python").toString();
        List<String> pip = List.of(python, "-m", "pip", "install", "-q", "--no-compile", "--retries", "1");
        if (!hasUv(here, pip)
                || run(here, Map.of(), with(uv(folder, python), packages)).exitCode() != 0) {
            require(run(here, Map.of(), with(pip, packages)), what, "installing it");
        }
        Files.createFile(folder.resolve("complete"));
    }

    /** It takes seconds for what takes pip minutes; where it cannot be had, or does not know an index that pip does, pip does it. */
    private static boolean hasUv(Path here, List<String> pip) throws IOException, InterruptedException {
        return run(here, Map.of(), with(pip, List.of("uv==0.13.9"))).exitCode() == 0;
    }

    private static List<String> uv(Path folder, String python) {
        return List.of(folder.resolve("bin/uv").toString(), "pip", "install", "-q", "--python", python);
    }

    private static List<String> with(List<String> command, List<String> words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(words);
        return all;
    }

    public String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    /** What a program printed; it must have ended well. */
    public static String well(Path where, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Outcome outcome = run(where, environment, command);
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException(command + " failed:\n" + outcome.output());
        }
        return outcome.output();
    }

    private static void require(Outcome outcome, String what, String need) {
        if (outcome.exitCode() != 0) {
            String reason = outcome.output().strip().lines().reduce("", (before, line) -> line);
            System.out.println("Skipped what compares with %s: needs %s (%s)".formatted(what, need, reason));
            abort(need + ": " + reason);
        }
    }

    private static Outcome run(Path where, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("python", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(where.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            return new Outcome(exitCode, exitCode == 0 ? output : output + Files.readString(errors));
        } catch (IOException e) {
            return new Outcome(127, String.valueOf(e.getMessage()));
        } finally {
            Files.delete(errors);
        }
    }
}
