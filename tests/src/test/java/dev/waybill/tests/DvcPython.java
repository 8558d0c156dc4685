package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.job.JsonFile;
import dev.waybill.tests.Processes.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real DVC, in a virtual environment below {@code target}, made once. Which Python: system property
 * {@code waybill.python}, or else {@code python3}.
 */
record DvcPython(Path bin) {

    private static final String VERSION = "3.64.0";

    /** Empty, with a line that says so, where there is no Python or no way to install into it. */
    static Optional<DvcPython> install(String test) throws IOException {
        Path environment = Path.of("target", "venv-dvc-" + VERSION).toAbsolutePath();
        Path complete = environment.resolve("complete");
        if (!Files.exists(complete)) {
            String python = System.getProperty("waybill.python", "python3");
            Path pip = environment.resolve("bin/pip");
            boolean installed = runs(test, List.of(python, "-m", "venv", "--clear", environment.toString()))
                    && runs(test, List.of(pip.toString(), "install", "-q", "dvc==" + VERSION, "pathspec<1"));
            if (!installed) {
                return Optional.empty();
            }
            Files.createFile(complete);
        }
        return Optional.of(new DvcPython(environment.resolve("bin")));
    }

    /** Makes a folder a project of git and of DVC. */
    void init(Path home) {
        require(home, List.of("git", "init", "-q"));
        dvc(home, "init", "-q");
    }

    /** Commits all that git does not ignore, and some that it does. */
    void commit(Path home, String... ignored) {
        require(home, List.of("git", "add", "-A"));
        List<String> add = new ArrayList<>(List.of("git", "add", "-f"));
        add.addAll(List.of(ignored));
        require(home, add);
        require(
                home,
                List.of("git", "-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "-qm", "x"));
    }

    /** What DVC printed. */
    String dvc(Path home, String... words) {
        List<String> command = new ArrayList<>(List.of(bin.resolve("dvc").toString()));
        command.addAll(List.of(words));
        return require(home, command);
    }

    JsonNode json(Path home, String... words) throws IOException {
        return JsonFile.JSON.readTree(dvc(home, words));
    }

    private String require(Path home, List<String> command) {
        Ended ended = Processes.run(home, environment(), command);
        assertThat(ended.code())
                .as("%s%n%s%n%s", command, ended.out(), ended.err())
                .isZero();
        return ended.out();
    }

    private static boolean runs(String test, List<String> command) {
        Ended ended;
        try {
            ended = Processes.run(Path.of("."), environment(), command);
        } catch (UncheckedIOException e) {
            ended = new Ended(127, "", String.valueOf(e.getMessage()));
        }
        if (ended.code() != 0) {
            System.out.println("Skipped " + test + ": needs Python 3 with DVC " + VERSION + "; failed: "
                    + String.join(" ", command) + "\n" + ended.err());
        }
        return ended.code() == 0;
    }

    private static Map<String, String> environment() {
        return Map.of(
                "PATH", System.getenv("PATH"),
                "HOME", System.getenv().getOrDefault("HOME", "/root"),
                "DVC_NO_ANALYTICS", "1");
    }
}
