package dev.waybill.tests;

import dev.waybill.common.python.Venv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real DVC of one version. */
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

    private final Venv venv;

    private RealDvc(Venv venv) {
        this.venv = venv;
    }

    /** Skips the test, saying so, where there is no Python or no way to install into it. */
    static RealDvc install() throws IOException, InterruptedException {
        return new RealDvc(Venv.of("dvc-3.64.0", "DVC", PACKAGES));
    }

    /** What {@code dvc} printed; it must have ended well. */
    String dvc(Path folder, String... words) throws IOException, InterruptedException {
        return well(folder, venv.program("dvc"), words);
    }

    String git(Path folder, String... words) throws IOException, InterruptedException {
        return well(folder, "git", words);
    }

    private static String well(Path folder, String program, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        return Venv.well(folder, ENVIRONMENT, command);
    }
}
