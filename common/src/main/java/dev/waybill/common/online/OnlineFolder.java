package dev.waybill.common.online;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The online store in a folder: each publication a RocksDB of its own that never changes, and a small file that names the one
 * that counts. A publication is seen as a whole or not at all, and who reads the one before goes on doing so.
 */
public final class OnlineFolder {

    private static final String CURRENT = "current";
    private static final String ABOUT = "publication.json";
    private static final int BATCH = 1_000;

    private final Path folder;

    /** @param folder of one pipeline */
    public OnlineFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A key and its answers.
     *
     * @param answers in the order of the group's features
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Entry(OnlineKey key, @Nullable Double[] answers) {}

    /**
     * Publishes.
     *
     * @param entries each key once
     * @return what was published, with how many keys there were
     */
    public Publication publish(Publication publication, Iterator<Entry> entries) {
        Path place = folder.resolve(publication.name());
        forget(publications().filter(any -> !isWhole(any))); // of runs that were killed
        Publication counted = publication.with(write(place, entries));
        JsonFile.write(place.resolve(ABOUT), counted);
        Optional<String> before = current();
        AtomicFile.write(folder.resolve(CURRENT), publication.name() + "\n");
        // Whoever reads may have been told of the one before a moment ago.
        forget(publications()
                .filter(other -> !other.equals(place)
                        && !before.equals(Optional.of(other.getFileName().toString()))));
        return counted;
    }

    private static SortedMap<Integer, Long> write(Path place, Iterator<Entry> entries) {
        RocksDB.loadLibrary();
        SortedMap<Integer, Long> counts = new TreeMap<>();
        try (Options options = new Options().setCreateIfMissing(true).setErrorIfExists(true);
                WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
            Files.createDirectories(place);
            try (RocksDB database = RocksDB.open(options, place.toString())) {
                while (entries.hasNext()) {
                    write(database, unlogged, entries, counts);
                }
                database.compactRange(); // flushed, and one table to look in
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + place, e);
        } catch (RocksDBException e) {
            throw new IllegalStateException("Cannot write " + place, e);
        }
        return counts;
    }

    private static void write(
            RocksDB database, WriteOptions options, Iterator<Entry> entries, SortedMap<Integer, Long> counts)
            throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < BATCH && entries.hasNext(); i++) {
                Entry entry = entries.next();
                batch.put(entry.key().bytes(), HistoryValue.bytes(entry.key(), entry.answers()));
                counts.merge(entry.key().group(), 1L, Long::sum);
            }
            database.write(options, batch);
        }
    }

    private static boolean isWhole(Path place) {
        return Files.isRegularFile(place.resolve(ABOUT));
    }

    private static void forget(Stream<Path> places) {
        places.forEach(place -> {
            try {
                FileUtils.deleteDirectory(place.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + place, e);
            }
        });
    }

    private Stream<Path> publications() {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> places = Files.list(folder)) {
            return places.filter(Files::isDirectory).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    /** The name of the publication that counts; empty before there is one. */
    public Optional<String> current() {
        Path file = folder.resolve(CURRENT);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** What is told of the publication that counts; empty before there is one. */
    public Optional<Publication> about() {
        return current().map(name -> JsonFile.read(folder.resolve(name).resolve(ABOUT), Publication.class));
    }

    /**
     * Opens the publication that counts, to read.
     *
     * @throws Refusal if there is none
     */
    public OnlineFeatures open(String pipeline) {
        String name = current()
                .orElseThrow(() -> Refusal.mistake(
                        "serving.nothing-published",
                        "Cannot answer for %s: no features have been published.".formatted(pipeline),
                        "Run ./waybill job publish-features -p %s.".formatted(pipeline)));
        Path place = folder.resolve(name);
        return OnlineFeatures.open(place, JsonFile.read(place.resolve(ABOUT), Publication.class));
    }
}
