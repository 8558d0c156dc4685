package dev.waybill.pipelines.dvc;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A folder as DVC sees it. Links to files count as files, links to folders and empty folders do not count.
 *
 * @param md5 of the listing, with {@code .dir} behind it
 * @param size of all files together, in bytes
 * @param files the hash of each file, by its path within the folder
 */
public record FolderHash(String md5, long size, Map<String, String> files) {

    private static final char FIRST_ASCII = ' ';
    private static final char LAST_ASCII = '~';

    public long nfiles() {
        return files.size();
    }

    /** What DVC keeps in its cache under the folder's hash, and makes the hash of. */
    public String listing() {
        return listing(files);
    }

    static FolderHash of(Path folder, DvcIgnore ignore, Function<Path, String> md5) {
        Map<String, String> files = new TreeMap<>(Codepoints.ORDER);
        long size = 0;
        if (!ignore.ignores(folder, true)) {
            size = collect(folder, folder, ignore, md5, files);
        }
        return new FolderHash(Hashes.md5(listing(files)) + ".dir", size, files);
    }

    private static long collect(
            Path root, Path folder, DvcIgnore ignore, Function<Path, String> md5, Map<String, String> files) {
        long size = 0;
        for (Path path : children(folder)) {
            boolean isFolder = Files.isDirectory(path);
            if (!ignore.ignoredIn(folder, path, isFolder)) {
                size += isFolder ? inside(root, path, ignore, md5, files) : add(root, path, md5, files);
            }
        }
        return size;
    }

    private static long inside(
            Path root, Path folder, DvcIgnore ignore, Function<Path, String> md5, Map<String, String> files) {
        boolean isLink = !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        return isLink ? 0 : collect(root, folder, ignore, md5, files);
    }

    private static long add(Path root, Path file, Function<Path, String> md5, Map<String, String> files) {
        requireFile(file);
        files.put(root.relativize(file).toString(), md5.apply(file));
        return size(file);
    }

    private static Iterable<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
    }

    private static void requireFile(Path path) {
        if (path.getFileName().toString().equals(DvcIgnore.FILE)) {
            throw Refusal.mistake(
                    "dvc.ignore-inside",
                    "Cannot hash " + path.getParent() + ": DVC refuses a folder that holds a " + DvcIgnore.FILE + ".",
                    "Move its lines into one above the folder.");
        } else if (!Files.isRegularFile(path)) {
            String what = Files.isSymbolicLink(path) ? "a link that leads nowhere" : "not a regular file";
            throw Refusal.mistake(
                    "dvc.not-a-file", "Cannot hash " + path + ": it is " + what + ".", "Remove it, or ignore it.");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** As Python's {@code json.dumps} writes it. */
    private static String listing(Map<String, String> files) {
        StringBuilder json = new StringBuilder("[");
        files.forEach((path, md5) -> json.append(json.length() == 1 ? "" : ", ")
                .append("{\"md5\": \"")
                .append(md5)
                .append("\", \"relpath\": \"")
                .append(escaped(path))
                .append("\"}"));
        return json.append(']').toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int known = "\b\t\n\f\r".indexOf(c);
            if (known >= 0) {
                escaped.append('\\').append("btnfr".charAt(known));
            } else if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < FIRST_ASCII || c > LAST_ASCII) {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
