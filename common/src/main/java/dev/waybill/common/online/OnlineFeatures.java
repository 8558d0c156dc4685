package dev.waybill.common.online;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A publication that is open to be read, by any number of threads. */
public final class OnlineFeatures implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OnlineFeatures.class);

    private final Publication about;
    private final Options options;
    private final RocksDB database;
    /** Native memory must not be read once it is let go. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** Whether the log has been told that something cannot be read. */
    private final AtomicBoolean told = new AtomicBoolean();

    private boolean closed;

    private OnlineFeatures(Publication about, Options options, RocksDB database) {
        this.about = about;
        this.options = options;
        this.database = database;
    }

    static OnlineFeatures open(Path place, Publication about) {
        RocksDB.loadLibrary();
        Options options = new Options();
        try {
            return new OnlineFeatures(about, options, RocksDB.openReadOnly(options, place.toString()));
        } catch (RocksDBException e) {
            options.close();
            throw new IllegalStateException("Cannot open " + place, e);
        }
    }

    /** What was published. */
    public Publication about() {
        return about;
    }

    /**
     * Looks for keys.
     *
     * @param at the event time of the row that asks, which must not be before the day of the publication, nor so late that it
     *     is too old to be told
     */
    public List<Found> get(List<OnlineKey> keys, Instant at) {
        if (!about.isOf(at)) {
            return keys.stream().map(key -> Found.none(Found.Kind.stale)).toList();
        }
        lock.readLock().lock();
        try {
            List<Found> found = new ArrayList<>(keys.size());
            for (OnlineKey key : keys) {
                found.add(closed ? Found.none(Found.Kind.unavailable) : get(key));
            }
            return found;
        } finally {
            lock.readLock().unlock();
        }
    }

    private Found get(OnlineKey key) {
        try {
            byte[] value = database.get(key.bytes());
            return value == null
                    ? Found.none(Found.Kind.miss)
                    : HistoryValue.answers(key, value)
                            .map(answers -> new Found(Found.Kind.hit, answers))
                            .orElse(Found.none(Found.Kind.corrupt));
        } catch (RocksDBException e) {
            if (told.compareAndSet(false, true)) { // each row that asks would say so again
                LOG.warn("Cannot read from {}", about.name(), e);
            }
            boolean isDamaged = e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
            return Found.none(isDamaged ? Found.Kind.corrupt : Found.Kind.unavailable);
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                database.close();
                options.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
