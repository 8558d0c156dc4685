package dev.waybill.common.online;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A publication in a folder. */
final class FolderFeatures implements OnlineFeatures {

    private static final Logger LOG = LoggerFactory.getLogger(FolderFeatures.class);

    private final Publication about;
    private final Options options;
    private final RocksDB database;
    /** Native memory must not be read once it is let go. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** Whether something could not be read. */
    private final AtomicBoolean damaged = new AtomicBoolean();

    private boolean closed;

    private FolderFeatures(Publication about, Options options, RocksDB database) {
        this.about = about;
        this.options = options;
        this.database = database;
    }

    static FolderFeatures open(Path place, Publication about) {
        RocksDB.loadLibrary();
        Options options = new Options();
        try {
            return new FolderFeatures(about, options, RocksDB.openReadOnly(options, place.toString()));
        } catch (RocksDBException e) {
            options.close();
            throw new IllegalStateException("Cannot open " + place, e);
        }
    }

    @Override
    public Publication about() {
        return about;
    }

    @Override
    public List<Found> get(List<OnlineKey> keys) {
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
            if (damaged.compareAndSet(false, true)) { // each row that asks would say so again
                LOG.warn("Cannot read from {}", about.name(), e);
            }
            boolean isDamaged = e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
            return Found.none(isDamaged ? Found.Kind.corrupt : Found.Kind.unavailable);
        }
    }

    @Override
    public Optional<String> problem() {
        return damaged.get() ? Optional.of("the published features are damaged; publish them anew") : Optional.empty();
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
