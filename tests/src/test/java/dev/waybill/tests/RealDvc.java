package dev.waybill.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real DVC of one version, in a virtual environment below {@code target}, made once. Which Python: system property
 * {@code waybill.python}, or else {@code python3}.
 */
final class RealDvc {

    private static final List<String> PACKAGES = List.of("dvc==3.64.0", "pathspec<1");

    /** So that git and DVC take nothing from the machine and tell nobody anything. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "DVC_NO_ANALYTICS", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_SYSTEM", "/dev/null",
            "GIT_AUTHOR_NAME", "test",
            "GIT_AUTHOR_EMAIL", "test@example.org",
            "GIT_COMMITTER_NAME", "test",
            "GIT_COMMITTER_EMAIL", "test@example.org",
            "LC_ALL", "C.UTF-8");

    private record Outcome(int exitCode, String output) {}

    private final Path program;

    private RealDvc(Path program) {
        this.program = program;
    }

    /** Skips the test, saying so, where there is no Python or no way to install into it. */
    static RealDvc install() throws IOException, InterruptedException {
        Path environment = Path.of("target", "venv-dvc-3.64.0").toAbsolutePath();
        Path complete = environment.resolve("complete");
        if (!Files.exists(complete)) {
            Path here = Path.of("").toAbsolutePath();
            String base = System.getProperty("waybill.python", "python3");
            require(run(here, List.of(base, "-m", "venv", "--clear", environment.toString())), "Python 3 with venv");
            List<String> install = new ArrayList<>(List.of(
                    environment.resolve("bin/python").toString(), "-m", "pip", "install", "-q", "--retries", "1"));
            install.addAll(PACKAGES);
            require(run(here, install), "installing DVC");
            Files.createFile(complete);
        }
        return new RealDvc(environment.resolve("bin/dvc"));
    }

    /** What {@code dvc} printed; it must have ended well. */
    String dvc(Path folder, String... words) throws IOException, InterruptedException {
        return well(folder, program.toString(), words);
    }

    String git(Path folder, String... words) throws IOException, InterruptedException {
        return well(folder, "git", words);
    }

    private static String well(Path folder, String program, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        Outcome outcome = run(folder, command);
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException(command + " failed:\n" + outcome.output());
        }
        return outcome.output();
    }

    private static void require(Outcome outcome, String what) {
        if (outcome.exitCode() != 0) {
            String reason = outcome.output().strip().lines().reduce("", (before, line) -> line);
            System.out.println("Skipped what compares with DVC: needs " + what + " (" + reason + ")");
            abort(what + ": " + reason);
        }
    }

    private static Outcome run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("dvc-python", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
            builder.environment().putAll(ENVIRONMENT);
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
