package dev.waybill.common.online;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
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
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The online store in a folder: each publication a RocksDB of its own that never changes, and a small file that names the one
 * that counts.
 */
final class FolderStore implements OnlineStore {

    private static final String CURRENT = "current";
    private static final String ABOUT = "publication.json";
    private static final int BATCH = 1_000;

    private final Path folder;
    private final String pipeline;

    /** @param folder of the pipeline */
    FolderStore(Path folder, String pipeline) {
        this.folder = folder;
        this.pipeline = pipeline;
    }

    @Override
    public Publication publish(Publication publication, Iterator<Entry> entries) {
        Path place = folder.resolve(publication.name());
        forgetAllBut(current()); // which may be read for a while after this, so that there are two from now on
        Publication counted = publication.with(write(place, entries));
        JsonFile.write(place.resolve(ABOUT), counted);
        AtomicFile.write(folder.resolve(CURRENT), publication.name() + "\n");
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

    private void forgetAllBut(Optional<String> kept) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> places = Files.list(folder)) {
            for (Path place : places.filter(Files::isDirectory).toList()) {
                if (!kept.equals(Optional.of(place.getFileName().toString()))) {
                    FileUtils.deleteDirectory(place.toFile());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete publications in " + folder, e);
        }
    }

    @Override
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

    @Override
    public Optional<Publication> about() {
        return current().map(name -> JsonFile.read(folder.resolve(name).resolve(ABOUT), Publication.class));
    }

    @Override
    public Optional<Size> size() {
        return about().map(about -> new Size(
                about.allKeys(),
                FileUtils.sizeOfDirectory(folder.resolve(about.name()).toFile())));
    }

    @Override
    public OnlineFeatures open() {
        String name = current().orElseThrow(() -> OnlineStore.nothingPublished(pipeline));
        Path place = folder.resolve(name);
        return FolderFeatures.open(place, JsonFile.read(place.resolve(ABOUT), Publication.class));
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    @Override
    public void close() {} // nothing is held
}
