package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folder that holds {@code pipelines/} and {@code conf/}: relative paths in params start here. */
public final class Home {

    /** Names the folder; the system property {@code waybill.home} stands for it under spark-submit. */
    public static final String VARIABLE = "WAYBILL_HOME";

    private Home() {}

    /** The folder that the environment names, or else the nearest one from a directory upwards. */
    public static Path find(Map<String, String> environment, Path directory) {
        String named = environment.get(VARIABLE);
        return named == null ? above(directory.toAbsolutePath().normalize()) : named(Path.of(named));
    }

    private static Path named(Path folder) {
        if (!isHome(folder)) {
            throw Refusal.mistake(
                    "home.invalid",
                    "Cannot use " + folder + " as the project's home: it does not hold pipelines/ and conf/.",
                    "Correct " + VARIABLE + " (or -Dwaybill.home).");
        }
        return folder.toAbsolutePath().normalize();
    }

    private static Path above(Path directory) {
        for (Path folder = directory; folder != null; folder = folder.getParent()) {
            if (isHome(folder)) {
                return folder;
            }
        }
        throw Refusal.mistake(
                "home.missing",
                "Cannot find the project's home: neither " + directory
                        + " nor a folder above it holds pipelines/ and conf/.",
                "Run there, or set " + VARIABLE + " (or -Dwaybill.home).");
    }

    private static boolean isHome(Path folder) {
        return Files.isDirectory(folder.resolve("pipelines")) && Files.isDirectory(folder.resolve("conf"));
    }
}
