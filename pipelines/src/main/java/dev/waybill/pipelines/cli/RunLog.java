package dev.waybill.pipelines.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;

/**
 * Where Spark, Delta, XGBoost and our own code log to: a file of JSON lines for each run. Nothing of it goes to the
 * terminal, under spark-submit neither.
 *
 * @param file {@code data/logs/<run-id>.jsonl}
 * @param shown the file as a reader finds it from where the run was started
 */
record RunLog(Path file, String shown) {

    private static final int MOST_LOGS = 200;
    private static final Pattern LOG = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{4}\\b.*\\.(jsonl|txt)");
    private static final String TEMPLATE = """
            {
              "time": {"$resolver": "timestamp", "pattern":
                  {"format": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "timeZone": "UTC"}},
              "level": {"$resolver": "level", "field": "name"},
              "run_id": "%s",
              "logger": {"$resolver": "logger", "field": "name"},
              "thread": {"$resolver": "thread", "field": "name"},
              "message": {"$resolver": "message", "stringified": true},
              "exception": {"$resolver": "exception", "field": "stackTrace", "stackTrace": {"stringified": true}}
            }
            """;

    /** Takes logging over from whatever was configured before; levels stand in {@code conf/log4j2.properties}. */
    static RunLog start(Path home, String runId, Path directory) {
        Path folder = home.resolve("data").resolve("logs");
        Path file = folder.resolve(runId + ".jsonl");
        URI levels = levels(home);
        // For what asks before it logs whether it should configure by itself.
        System.setProperty("log4j2.configurationFile", levels.toString());
        Configurator.reconfigure(levels);
        LoggerContext context = LoggerContext.getContext(false);
        appendAll(context.getConfiguration(), file, runId);
        context.updateLoggers();
        removeOld(folder);
        return new RunLog(
                file, file.startsWith(directory) ? directory.relativize(file).toString() : file.toString());
    }

    /**
     * Made here and not by the configuration file: under spark-submit, log4j has looked for its plugins before the
     * application jar with this layout was there.
     */
    private static void appendAll(Configuration configuration, Path file, String runId) {
        configuration.getPluginPackages().add(JsonTemplateLayout.class.getPackageName());
        FileAppender appender = FileAppender.newBuilder()
                .setConfiguration(configuration)
                .setName("run")
                .setLayout(new RedactedLayout(JsonTemplateLayout.newBuilder()
                        .setConfiguration(configuration)
                        .setEventTemplate(TEMPLATE.formatted(runId))
                        .build()))
                .withFileName(file.toString())
                .withCreateOnDemand(true)
                .build();
        appender.start();
        configuration.addAppender(appender);
        configuration.getRootLogger().addAppender(appender, null, null);
    }

    /** Keeps the newest logs, of runs and of the commands in them; their names begin with the time. */
    static void removeOld(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> logs = files.filter(
                            file -> LOG.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.reverseOrder())
                    .skip(MOST_LOGS)
                    .toList();
            for (Path log : logs) {
                Files.deleteIfExists(log);
            }
        } catch (IOException | UncheckedIOException e) {
            LogManager.getLogger(RunLog.class).warn("Old logs in {} stay", folder, e);
        }
    }

    /** Whether there is anything to read: in a home that is only to be read, nothing is kept. */
    boolean isKept() {
        return Files.isRegularFile(file);
    }

    void error(String message, Throwable failure) {
        LogManager.getLogger("dev.waybill").error(message, failure);
    }

    /** The home's own, or the one that was built in. */
    private static URI levels(Path home) {
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
