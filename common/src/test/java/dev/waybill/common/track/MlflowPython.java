package dev.waybill.common.track;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The real MLflow of one version, in a virtual environment below {@code target}, made once. Which Python: system property
 * {@code waybill.python}, or else {@code python3}.
 */
final class MlflowPython {

    private static final List<String> DATABASE_LIBRARIES = List.of("sqlalchemy==2.0.43", "alembic==1.16.5");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Path python;
    private final Path scratch;

    private MlflowPython(Path python, Path scratch) {
        this.python = python;
        this.scratch = scratch;
    }

    /** Skips the test, saying so, where there is no Python or no way to install into it. */
    static MlflowPython install(String version, Path scratch) throws IOException, InterruptedException {
        Path environment = Path.of("target", "venv-mlflow-" + version).toAbsolutePath();
        Path python = environment.resolve("bin/python");
        Path complete = environment.resolve("complete");
        if (!Files.exists(complete)) {
            String base = System.getProperty("waybill.python", "python3");
            require(run(scratch, List.of(base, "-m", "venv", "--clear", environment.toString())), "Python 3 with venv");
            List<String> install = new ArrayList<>(List.of(
                    python.toString(),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--no-compile",
                    "--retries",
                    "1",
                    "mlflow-skinny==" + version));
            install.addAll(DATABASE_LIBRARIES);
            require(run(scratch, install), "installing MLflow " + version);
            Files.createFile(complete);
        }
        return new MlflowPython(python, scratch);
    }

    /** What {@code interop.py} found in a store. */
    JsonNode read(Path database, String newAlias) throws IOException, InterruptedException {
        Path script = scratch.resolve("interop.py");
        try (InputStream source = Objects.requireNonNull(MlflowPython.class.getResourceAsStream("interop.py"))) {
            Files.write(script, source.readAllBytes());
        }
        Outcome outcome = run(scratch, List.of(python.toString(), script.toString(), database.toString(), newAlias));
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException("MLflow failed on the store:\n" + outcome.errors());
        }
        return JSON.readTree(outcome.output());
    }

    private record Outcome(int exitCode, String output, String errors) {}

    private static void require(Outcome outcome, String what) {
        if (outcome.exitCode() != 0) {
            String reason = outcome.errors().strip().lines().reduce("", (before, line) -> line);
            System.out.println("Skipped TrackingInteropTest: needs " + what + " (" + reason + ")");
            abort(what + ": " + reason);
        }
    }

    private static Outcome run(Path scratch, List<String> command) throws IOException, InterruptedException {
        Path output = scratch.resolve("output.txt");
        Path errors = scratch.resolve("errors.txt");
        try {
            int exitCode = new ProcessBuilder(command)
                    .directory(scratch.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start()
                    .waitFor();
            return new Outcome(exitCode, text(output), text(errors));
        } catch (IOException e) {
            return new Outcome(127, "", String.valueOf(e.getMessage()));
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
