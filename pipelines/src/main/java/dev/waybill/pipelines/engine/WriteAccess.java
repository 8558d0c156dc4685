package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Platform;
import dev.waybill.common.table.Sessions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** That a run can write where it will have to: found out before it begins, and not in the middle by some library. */
public final class WriteAccess {

    /** So that a file system over a network that is not there says so soon. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "ipc.client.connect.max.retries", "1",
            "ipc.client.connect.max.retries.on.timeouts", "1",
            "ipc.client.connect.timeout", "3000",
            "dfs.client.failover.max.attempts", "2",
            "fs.s3a.attempts.maximum", "2",
            "fs.s3a.retry.limit", "2");

    private WriteAccess() {}

    /** The folders of the project itself: logs and locks, and what a pipeline's stages leave beside its params. */
    public static void requireHome(Pipeline pipeline) {
        Path data = pipeline.home().resolve("data");
        for (Path folder : List.of(pipeline.folder(), data, data.resolve("holds"), data.resolve("logs"))) {
            Optional<String> problem = problem(folder);
            if (problem.isPresent()) {
                throw Refusal.mistake(
                        "home.unwritable",
                        "Cannot run pipeline '%s': nothing can be written to %s (%s)."
                                .formatted(pipeline.name(), folder, problem.get()),
                        "Let this user write there, or run in a copy of " + pipeline.home() + " that is theirs.");
            }
        }
    }

    /**
     * The folder of a pipeline's tables, and the folder of its models or the server that keeps them.
     *
     * @param settings of the session
     */
    static void requireStores(Pipeline pipeline, Map<String, String> settings) {
        String warehouse = RunSetup.warehouse(pipeline);
        warehouseProblem(warehouse, settings).ifPresent(problem -> {
            throw Refusal.mistake(
                    "warehouse.unwritable",
                    "Cannot write tables to %s: %s.".formatted(warehouse, problem),
                    "Correct 'warehouse' in the params or in conf/, the rights there, or the machine.");
        });
        TrackingStore tracking = TrackingStore.of(pipeline);
        tracking.requireReachable();
        tracking.folder()
                .ifPresent(folder -> problem(folder).ifPresent(problem -> {
                    throw Refusal.mistake(
                            "tracking.unwritable",
                            "Cannot write models to %s: %s.".formatted(folder, problem),
                            "Correct 'tracking' in the params or in conf/, the rights there, or the machine.");
                }));
    }

    /** What keeps tables from being written to a folder, if anything does; makes the folder if it is not there. */
    public static Optional<String> warehouseProblem(String folder, Map<String, String> settings) {
        boolean isLocal = !Platform.isUri(folder)
                && FileSystem.getDefaultUri(Sessions.hadoop(settings))
                        .getScheme()
                        .equals("file");
        return isLocal ? problem(Path.of(folder)) : problem(folder, settings);
    }

    private static Optional<String> problem(Path folder) {
        try {
            if (!Files.isDirectory(folder)) { // to create one again fails in Java 17 where it is a link to another disk
                Files.createDirectories(folder);
            }
            return Files.isWritable(folder) ? Optional.empty() : Optional.of(unwritable(folder.toString()));
        } catch (AccessDeniedException e) {
            return Optional.of(unwritable(e.getFile()));
        } catch (FileAlreadyExistsException e) {
            return Optional.of(e.getFile() + " is not a folder");
        } catch (FileSystemException e) {
            return Optional.of(
                    e.getFile() + (e.getReason() == null ? " cannot be made" : " cannot be made: " + e.getReason()));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String unwritable(String folder) {
        return folder + " is not writable for " + System.getProperty("user.name");
    }

    /** Rights are known only to who tries: writes a file of nothing, and takes it away again. */
    private static Optional<String> problem(String folder, Map<String, String> settings) {
        Configuration configuration = Sessions.hadoop(impatient(settings));
        org.apache.hadoop.fs.Path probe = new org.apache.hadoop.fs.Path(folder, ".waybill-" + UUID.randomUUID());
        try (FileSystem files = FileSystem.newInstance(probe.toUri(), configuration)) {
            files.create(probe).close();
            files.delete(probe, false);
            return Optional.empty();
        } catch (IOException | RuntimeException e) { // as where a file system's class is missing
            return Optional.of(String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceFirst("[.;]*$", ""));
        }
    }

    private static Map<String, String> impatient(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        IMPATIENT.forEach((key, value) -> all.put("spark.hadoop." + key, value));
        all.putAll(settings);
        return all;
    }
}
