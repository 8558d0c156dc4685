package dev.waybill.common.online;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;
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
    private static final String LOOKUPS = "lookups.json";
    private static final int BATCH = 1_000;

    private record Lookups(Map<Found.Kind, Long> lookups) {}

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
        return current().map(this::about);
    }

    @Override
    public Optional<Statistics> statistics() {
        return about().map(about -> {
            Path place = folder.resolve(about.name());
            return new Statistics(about, FileUtils.sizeOfDirectory(place.toFile()), lookups(place));
        });
    }

    @Override
    @SuppressWarnings("try") // the lock is held, and that is all
    public void count(String publication, Map<Found.Kind, Long> lookups) {
        Path place = folder.resolve(publication);
        if (!Files.isDirectory(place)) { // it was forgotten meanwhile
            return;
        }
        try (FileChannel channel = FileChannel.open(
                        place.resolve(LOOKUPS + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock unused = channel.lock()) { // of other servers
            Map<Found.Kind, Long> all = lookups(place);
            lookups.forEach((kind, count) -> all.merge(kind, count, Long::sum));
            AtomicFile.write(place.resolve(LOOKUPS), JsonFile.line(new Lookups(all)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot count in " + place, e);
        }
    }

    private static SortedMap<Found.Kind, Long> lookups(Path place) {
        Path file = place.resolve(LOOKUPS);
        return Files.isRegularFile(file)
                ? new TreeMap<>(JsonFile.read(file, Lookups.class).lookups())
                : new TreeMap<>();
    }

    @Override
    public OnlineFeatures open() {
        String name = current().orElseThrow(() -> OnlineStore.nothingPublished(pipeline));
        return FolderFeatures.open(folder.resolve(name), about(name));
    }

    private Publication about(String name) {
        Path file = folder.resolve(name).resolve(ABOUT);
        try {
            return JsonFile.readLine(Files.readString(file, StandardCharsets.UTF_8), Publication.class)
                    .orElseThrow(() -> OnlineStore.damaged(file.toString(), pipeline));
        } catch (NoSuchFileException e) {
            throw OnlineStore.damaged(file.toString(), pipeline);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    @Override
    public void close() {} // nothing is held
}
