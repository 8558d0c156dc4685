package dev.waybill.common.table;

import dev.waybill.common.file.AtomicFile;
import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * A table's log on this machine's disk. Delta's own looks whether a version is there and then renames, so that of two processes
 * one can overwrite the commit of the other; a hard link to a file that is there already fails. A commit is on the disk itself
 * before it is seen.
 */
public class LinkedLogStore extends LocalLogStore {

    /** As Kernel and Spark make it, by the name of the class. */
    public LinkedLogStore(Configuration settings) {
        super(settings);
    }

    @Override
    public void write(
            org.apache.hadoop.fs.Path path, Iterator<String> actions, Boolean overwrite, Configuration settings)
            throws IOException {
        Path file = Path.of(path.toUri().getPath());
        Path written = file.resolveSibling(".%s.%s.tmp".formatted(file.getFileName(), UUID.randomUUID()));
        try {
            AtomicFile.create(written, text(actions));
            if (overwrite) {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                link(file, written);
            }
            AtomicFile.sync(file.resolveSibling("."));
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Where the file system has no links, as Delta's own would do it: look first, then rename. */
    private static void link(Path file, Path written) throws IOException {
        try {
            Files.createLink(file, written);
        } catch (UnsupportedOperationException e) {
            Files.move(written, file);
        } catch (FileAlreadyExistsException others) {
            throw others;
        } catch (FileSystemException e) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(written, file);
        }
    }

    private static String text(Iterator<String> actions) {
        StringBuilder text = new StringBuilder();
        actions.forEachRemaining(action -> text.append(action).append('\n'));
        return text.toString();
    }
}
