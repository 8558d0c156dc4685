package dev.waybill.common.track.server;

import dev.waybill.common.track.ArtifactUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Artifacts on a disk that the server and this machine share. */
final class FolderArtifacts implements ArtifactRepository {

    @Override
    public void upload(Path file, String location) {
        Path target = path(location);
        try {
            Files.createDirectories(target.resolveSibling(""));
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + file + " to the artifacts in " + target, e);
        }
    }

    @Override
    public List<Entry> list(String location) {
        Path folder = path(location);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> new Entry(file.getFileName().toString(), Files.isDirectory(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the artifacts in " + folder, e);
        }
    }

    @Override
    public void download(String location, Path file) {
        try {
            Files.copy(path(location), file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the artifact " + location, e);
        }
    }

    private static Path path(String location) {
        Path path = ArtifactUri.isFile(location) ? Path.of(URI.create(location)) : Path.of(location);
        if (!path.isAbsolute()) { // of the folder that the server was started in, wherever that is
            throw ArtifactUri.elsewhere(location, "Start the server with --artifacts-destination.");
        }
        return path;
    }
}
