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

/** Artifacts in an object store or HDFS, with the rights and settings that tables are written with. */
record HadoopArtifacts(Supplier<Configuration> settings) implements ArtifactRepository {

    /** Of Hadoop's own, on a path's file system. */
    @FunctionalInterface
    private interface Step<T> {
        T on(FileSystem files, Path path) throws IOException;
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

    private <T> T done(String location, Step<T> step) {
        Path path = new Path(location.replaceFirst("^s3n?:", "s3a:")); // Hadoop's name of the scheme
        try {
            return step.on(path.getFileSystem(settings.get()), path);
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.mistake(
                    "tracking.artifacts-unreachable",
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
