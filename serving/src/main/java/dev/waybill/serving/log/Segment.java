package dev.waybill.serving.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that rows are appended to. What has been appended outlives the process; what was synced outlives the machine's.
 * Appends come one at a time; a sync may come meanwhile.
 *
 * <p>It is no channel, since an interrupt of the thread that answers would close that for all.
 */
final class Segment {

    private final long number;
    private final Instant begun;
    private final RandomAccessFile file;
    private final Set<Long> types = new HashSet<>();
    private final Object syncing = new Object();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger rows = new AtomicInteger();
    private long synced;
    private boolean closed;

    /** Creates the file. */
    Segment(long number, Path path, Instant begun) throws IOException {
        this.number = number;
        this.begun = begun;
        file = new RandomAccessFile(path.toFile(), "rw");
    }

    long number() {
        return number;
    }

    Instant begun() {
        return begun;
    }

    long bytes() {
        return bytes.get();
    }

    int rows() {
        return rows.get();
    }

    /**
     * Appends rows.
     *
     * @param records of the rows, by {@link RowType#records}
     * @throws IOException if they could not all be written; then none counts, and nothing may be appended any more
     */
    void append(RowType type, byte[] records, int count) throws IOException {
        try {
            if (!types.contains(type.id())) {
                write(type.record());
                types.add(type.id());
            }
            write(records);
            rows.addAndGet(count);
        } catch (IOException e) {
            file.setLength(bytes.get());
            throw e;
        }
    }

    private void write(byte[] records) throws IOException {
        file.write(records);
        bytes.addAndGet(records.length);
    }

    /** Waits until all that has been appended is on the disk itself. */
    void sync() throws IOException {
        synchronized (syncing) {
            long now = bytes.get();
            if (!closed && synced < now) {
                file.getFD().sync();
                synced = now;
            }
        }
    }

    /** To be called once nothing is appended any more. */
    void close() throws IOException {
        synchronized (syncing) {
            closed = true;
            file.close();
        }
    }
}
