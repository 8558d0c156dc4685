package dev.waybill.common.track.server;

import dev.waybill.common.track.Missing;
import dev.waybill.common.track.ModelVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;

/**
 * Copies of the files of versions, each fetched once. A copy is there whole or not at all, and its name says of which
 * server and run it is: the same version of another server has another.
 */
record ModelCache(Path folder) {

    Path folder(URI server, ModelVersion version, Consumer<Path> fetch) {
        String key = DigestUtils.sha256Hex(server + "\n" + version + "\n" + version.artifactUri())
                .substring(0, 16);
        Path copy = folder.resolve(version.model()).resolve(version.version() + "-" + key);
        if (!Files.isDirectory(copy)) {
            fill(copy, version, fetch);
        }
        return copy;
    }

    private static void fill(Path copy, ModelVersion version, Consumer<Path> fetch) {
        Path unfinished = copy.resolveSibling("." + copy.getFileName() + "." + UUID.randomUUID());
        try {
            fetch.accept(unfinished);
            if (FileUtils.isEmptyDirectory(unfinished.toFile())) {
                throw Missing.artifacts(version.toString(), "there are none at " + version.artifactUri());
            }
            move(unfinished, copy);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a copy of model " + version + " in " + copy, e);
        } finally {
            FileUtils.deleteQuietly(unfinished.toFile());
        }
    }

    private static void move(Path unfinished, Path copy) throws IOException {
        try {
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            if (!Files.isDirectory(copy)) {
                throw e;
            } // another run has fetched the same
        }
    }
}
