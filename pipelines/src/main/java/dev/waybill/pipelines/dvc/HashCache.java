package dev.waybill.pipelines.dvc;

import dev.waybill.common.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hashes of files that were read before, so that no file is read again that has not changed. It only saves time: a
 * lost or broken one is made anew. Runs at the same time may share it.
 */
final class HashCache {

    /** At about 150 bytes a line, 15 MB. */
    static final int MOST_FILES = 100_000;

    private static final String HEADER = "waybill hashes 1";

    /** A file's hash, and the state that the file was in. */
    private record Line(FileState state, String md5) {}

    private final Path file;
    /** By path; those that were asked for the longest ago come first. */
    private final Map<String, Line> lines;

    private final Map<String, Line> added = new LinkedHashMap<>();

    private HashCache(Path file, Map<String, Line> lines) {
        this.file = file;
        this.lines = lines;
    }

    static HashCache open(Path file) {
        return new HashCache(file, load(file));
    }

    /** The hash of a file that is in the same state as when it was read. */
    Optional<String> find(Path path, FileState state) {
        Line line = lines.get(path.toString());
        return line != null && line.state.equals(state) ? Optional.of(line.md5) : Optional.empty();
    }

    void add(Path path, FileState state, String md5) {
        if (path.toString().indexOf('\n') < 0) {
            lines.put(path.toString(), new Line(state, md5));
            added.put(path.toString(), new Line(state, md5));
        }
    }

    /** Adds what is new to what other runs have written meanwhile; where it cannot be written, nothing is kept. */
    void save() {
        if (added.isEmpty()) {
            return;
        }
        Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.getParent());
            synchronized (HashCache.class) { // a file lock holds off other processes, but not other threads
                try (FileChannel channel =
                        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.lock();
                    write();
                }
            }
            added.clear();
        } catch (IOException | UncheckedIOException e) {
            return; // such as in a checkout of somebody else's: the next run reads the files again
        }
    }

    private void write() {
        Map<String, Line> all = load(file);
        added.forEach((path, line) -> {
            all.remove(path);
            all.put(path, line);
        });
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        all.entrySet().stream()
                .skip(Math.max(0, all.size() - MOST_FILES))
                .forEach(entry -> text.append(entry.getValue().md5)
                        .append(' ')
                        .append(entry.getValue().state.text())
                        .append(' ')
                        .append(entry.getKey())
                        .append('\n'));
        AtomicFile.write(file, text.toString());
    }

    private static Map<String, Line> load(Path file) {
        Map<String, Line> lines = new LinkedHashMap<>();
        try {
            List<String> text = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
            if (!text.isEmpty() && text.get(0).equals(HEADER)) {
                text.stream().skip(1).forEach(line -> parse(line, lines));
            }
        } catch (IOException e) { // not readable, or not text
            lines.clear();
        }
        return lines;
    }

    private static void parse(String line, Map<String, Line> lines) {
        String[] words = line.split(" ", 3);
        if (words.length == 3 && words[0].matches("[0-9a-f]{32}")) {
            FileState.parse(words[1]).ifPresent(state -> lines.put(words[2], new Line(state, words[0])));
        }
    }
}
