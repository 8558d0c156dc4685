package dev.waybill.common.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Where the files of runs lie: beside the database, {@code mlartifacts/<experiment>/<run>/artifacts}.
 *
 * @param folder of the database, absolute
 */
record Artifacts(Path folder) {

    private static final String ROOT = "mlartifacts";

    /** Of an experiment, as a URI: in a path MLflow would trip over spaces and the like. */
    String location(long experiment) {
        return uri(folder.resolve(ROOT).resolve(Long.toString(experiment)));
    }

    /** Of a run, always below today's folder, wherever it was when the experiment began. */
    String location(long experiment, String run) {
        return location(experiment) + "/" + run + "/artifacts";
    }

    /** The place of what MLflow wrote down as a URI or a path. */
    Path path(String location) {
        Path written = ArtifactUri.isFile(location) ? Path.of(URI.create(location)) : plain(location);
        return Files.exists(written) ? written : moved(written);
    }

    /** Copies a file, or all that is in a folder, into another folder. */
    static void copy(Path from, Path into) {
        Path base = Files.isDirectory(from) ? from : from.resolveSibling("");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = into.resolve(base.relativize(file).toString());
                Files.createDirectories(target.resolveSibling(""));
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + from + " to the artifacts in " + into, e);
        }
    }

    private static Path plain(String location) {
        if (location.contains(":/")) {
            throw ArtifactUri.elsewhere(location, "Use the MLflow server that holds them.");
        }
        return Path.of(location);
    }

    /** If the store was moved with all that is in it, the absolute paths in it are still those of before. */
    private Path moved(Path written) {
        for (int index = written.getNameCount() - 1; index >= 0; index--) {
            if (written.getName(index).toString().equals(ROOT)) {
                return folder.resolve(written.subpath(index, written.getNameCount()));
            }
        }
        return written;
    }

    private static String uri(Path path) {
        String uri = path.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
