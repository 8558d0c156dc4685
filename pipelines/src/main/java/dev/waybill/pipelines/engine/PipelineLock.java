package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to run a pipeline, of one process at a time. It is the operating system's lock on a file, so that it ends
 * with the process however that ends; a second file says who has it.
 */
public final class PipelineLock implements AutoCloseable {

    /** Tells a command that a stage runs that its pipeline is held by the run that it belongs to. */
    public static final String VARIABLE = "WAYBILL_HELD_BY";

    /** The holds of this JVM, to which the operating system's lock says nothing, and would end when asked twice. */
    private static final Map<Path, LockOwner> HERE = new ConcurrentHashMap<>();

    private final Path file;
    /** Empty for a run within one that holds the pipeline. */
    private final Optional<FileChannel> channel;

    private PipelineLock(Path file, Optional<FileChannel> channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes a pipeline, or says who has it.
     *
     * @param heldBy the process that runs this one as a stage of its own, as {@link #VARIABLE} says; may be empty
     * @throws Refusal with exit code 75
     */
    public static PipelineLock take(Path home, String pipeline, LockOwner holder, String heldBy) {
        Path file = home.resolve("data").resolve("holds").resolve(pipeline + ".lock");
        LockOwner other = HERE.putIfAbsent(file, holder);
        if (other != null) {
            throw held(pipeline, Optional.of(other));
        }
        boolean taken = false;
        try {
            PipelineLock hold = lock(file, pipeline, heldBy);
            if (hold.channel.isPresent()) {
                JsonFile.write(who(file), holder);
            }
            taken = true;
            return hold;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + file, e);
        } finally {
            if (!taken) {
                HERE.remove(file);
            }
        }
    }

    private static PipelineLock lock(Path file, String pipeline, String heldBy) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return new PipelineLock(file, Optional.of(channel));
        }
        channel.close();
        Optional<LockOwner> other = holder(file);
        if (other.filter(who -> heldBy.equals(String.valueOf(who.pid()))).isEmpty()) {
            throw held(pipeline, other);
        }
        return new PipelineLock(file, Optional.empty());
    }

    /** Lets go; the file stays, since removing it would let two others each lock one of their own. */
    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                Files.deleteIfExists(who(file));
                channel.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unlock " + file, e);
        } finally {
            HERE.remove(file);
        }
    }

    /** Empty in the instant in which the other one has the lock and its file is not there yet, or no more. */
    private static Optional<LockOwner> holder(Path file) {
        try {
            return Optional.of(JsonFile.read(who(file), LockOwner.class));
        } catch (Refusal | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Path who(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("lock$", "json"));
    }

    private static Refusal held(String pipeline, Optional<LockOwner> holder) {
        return Refusal.held(
                "pipeline.held",
                "Cannot run pipeline '%s': another run holds it%s."
                        .formatted(pipeline, holder.map(who -> " (" + who + ")").orElse("")),
                "Wait until it has ended.");
    }
}
