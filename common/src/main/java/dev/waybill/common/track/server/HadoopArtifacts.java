package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Artifacts in an object store or HDFS, with the rights and settings that tables are written with. */
final class HadoopArtifacts implements ArtifactRepository {

    /** Of Hadoop's own, on a path's file system. */
    @FunctionalInterface
    private interface Step<T> {
        T on(FileSystem files, Path path) throws IOException;
    }

    private final Supplier<Configuration> settings;
    private @Nullable Configuration configuration;

    HadoopArtifacts(Supplier<Configuration> settings) {
        this.settings = settings;
    }

    @Override
    public void upload(java.nio.file.Path file, String location) {
        done(location, (files, path) -> {
            files.copyFromLocalFile(false, true, new Path(file.toUri()), path);
            return true;
        });
    }

    @Override
    public List<Entry> list(String location) {
        return done(location, (files, path) -> {
            try {
                return Arrays.stream(files.listStatus(path))
                        .map(status -> new Entry(status.getPath().getName(), status.isDirectory()))
                        .toList();
            } catch (FileNotFoundException e) {
                return List.of();
            }
        });
    }

    @Override
    public void download(String location, java.nio.file.Path file) {
        done(location, (files, path) -> {
            files.copyToLocalFile(false, path, new Path(file.toUri()), true);
            return true;
        });
    }

    /** Read once: that takes longer than many a file. */
    private synchronized Configuration configuration() {
        if (configuration == null) {
            configuration = settings.get();
        }
        return configuration;
    }

    private <T> T done(String location, Step<T> step) {
        Path path = new Path(location.replaceFirst("^s3n?:", "s3a:")); // Hadoop's name of the scheme
        try {
            return step.on(path.getFileSystem(configuration()), path);
        } catch (IOException | RuntimeException e) { // as where a file system's class is missing
            throw Refusal.mistake(
                    "tracking.server-artifacts",
                    "Cannot reach the artifacts at " + location + ": "
                            + String.valueOf(e.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                                    .replaceFirst("[.;]*$", "")
                            + ".",
                    "Give Spark the connector and the rights for it, or start MLflow with --artifacts-destination.",
                    e);
        }
    }
}
