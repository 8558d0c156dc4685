package dev.waybill.pipelines.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Where Spark, Delta, XGBoost and our own code log to: a file of JSON lines for each run. Nothing of it goes to the
 * terminal, under spark-submit neither.
 *
 * @param file {@code data/logs/<run-id>.jsonl}
 * @param shown the file as a reader finds it from where the run was started
 */
record RunLog(Path file, String shown) {

    /** Takes logging over from whatever was configured before, by {@code conf/log4j2.properties}. */
    static RunLog start(Path home, String runId, Path directory) {
        Path file = home.resolve("data").resolve("logs").resolve(runId + ".jsonl");
        System.setProperty("waybill.run-id", runId);
        System.setProperty("waybill.log-file", file.toString());
        URI configuration = configuration(home);
        // For what asks before it logs whether it should configure by itself.
        System.setProperty("log4j2.configurationFile", configuration.toString());
        Configurator.reconfigure(configuration);
        return new RunLog(
                file, file.startsWith(directory) ? directory.relativize(file).toString() : file.toString());
    }

    void error(String message, Throwable failure) {
        LogManager.getLogger("dev.waybill").error(message, failure);
    }

    /** The home's own, or the one that was built in. */
    private static URI configuration(Path home) {
        Path own = home.resolve("conf").resolve("log4j2.properties");
        try {
            return Files.isRegularFile(own)
                    ? own.toUri()
                    : Objects.requireNonNull(RunLog.class.getResource("log4j2.properties"))
                            .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
