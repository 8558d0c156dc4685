package dev.waybill.serving.log;

import dev.waybill.common.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one run of a server, which has it for itself by a lock on a file in it. The lock goes with the process, however
 * that ends; then another run may take the folder over.
 */
final class RunFolder {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final String LOCK = "lock";
    private static final String SEGMENT = ".rows";

    /** Those of this process, whose lock files must not be opened again: to close one gives up the lock of all. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private RunFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** A new one. It is locked before others can see it. */
    static RunFolder begin(Path all) {
        String name = UUID.randomUUID().toString();
        Path hidden = all.resolve("." + name);
        try {
            Files.createDirectories(hidden);
            FileChannel lock =
                    FileChannel.open(hidden.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                throw new IOException("it is locked by somebody else");
            }
            Path path = all.resolve(name).toAbsolutePath();
            HELD.add(path);
            Files.move(hidden, path);
            for (Path above = all.toAbsolutePath();
                    above != null && Files.isReadable(above);
                    above = above.getParent()) {
                AtomicFile.sync(above); // whichever of them are new
            }
            return new RunFolder(path, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot begin a folder for what is predicted in " + all, e);
        }
    }

    /** Takes over those whose runs have ended. */
    static List<RunFolder> abandoned(Path all) throws IOException {
        List<RunFolder> taken = new ArrayList<>();
        try (Stream<Path> folders = Files.list(all)) {
            for (Path folder : folders.sorted().toList()) {
                Path path = folder.toAbsolutePath();
                boolean isRun = !path.getFileName().toString().startsWith(".");
                if (isRun && HELD.add(path)) {
                    taken(path).ifPresentOrElse(taken::add, () -> HELD.remove(path));
                }
            }
        }
        return taken;
    }

    /** None of a run that goes on, nor where the lock is gone or cannot be had for another reason. */
    private static Optional<RunFolder> taken(Path path) {
        try {
            FileChannel lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE);
            boolean isMine = false;
            try {
                // Whoever had it may have deleted it just now.
                isMine = lock.tryLock() != null && Files.exists(path.resolve(LOCK));
            } finally {
                if (!isMine) {
                    lock.close();
                }
            }
            return isMine ? Optional.of(new RunFolder(path, lock)) : Optional.empty();
        } catch (NoSuchFileException gone) {
            LOG.debug("{} is no run, or is no more", path);
        } catch (IOException e) {
            LOG.warn("Cannot see whether the run of {} has ended: {}", path, e.toString());
        }
        return Optional.empty();
    }

    /** Unlike that of any other run. */
    String name() {
        return path.getFileName().toString();
    }

    Path segment(long number) {
        return path.resolve("%019d%s".formatted(number, SEGMENT));
    }

    /** The numbers of the segments that are there, in their order. */
    List<Long> segments() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SEGMENT))
                    .map(name -> Long.parseLong(name.substring(0, name.length() - SEGMENT.length())))
                    .sorted()
                    .toList();
        }
    }

    /** Has the names of new files on the disk itself. */
    void sync() throws IOException {
        AtomicFile.sync(path);
    }

    /** Lets it go; where nothing is left in it, it is deleted. */
    void release() throws IOException {
        try (lock;
                Stream<Path> files = Files.list(path)) {
            if (files.allMatch(file -> file.endsWith(LOCK))) {
                Files.delete(path.resolve(LOCK));
                Files.delete(path);
            }
        } finally {
            HELD.remove(path);
        }
    }
}
