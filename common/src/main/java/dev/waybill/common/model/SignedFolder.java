package dev.waybill.common.model;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;

/** A folder of files with a description that has the SHA-256 of each of them, its own included. */
final class SignedFolder {

    static final String DESCRIPTION = "waybill.json";

    /** Stands for the description's own SHA-256 in the text that it is the SHA-256 of. */
    static final String UNSIGNED = "0".repeat(64);

    private SignedFolder() {}

    /**
     * Replaces a folder: complete, or not at all.
     *
     * @param files by path in the folder
     * @param description the text of it, of the SHA-256 of all files
     */
    static void write(Path folder, Map<String, byte[]> files, Function<Map<String, String>, String> description) {
        try {
            Path unfinished = folder.resolveSibling("." + folder.getFileName() + ".tmp");
            FileUtils.deleteDirectory(unfinished.toFile());
            Files.createDirectories(unfinished);
            Map<String, String> sha256 = new TreeMap<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path written = unfinished.resolve(file.getKey());
                Files.createDirectories(written.getParent());
                Files.write(written, file.getValue());
                sha256.put(file.getKey(), DigestUtils.sha256Hex(file.getValue()));
            }
            AtomicFile.write(unfinished.resolve(DESCRIPTION), signed(sha256, description));
            FileUtils.deleteDirectory(folder.toFile());
            Files.move(unfinished, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the model folder " + folder, e);
        }
    }

    private static String signed(Map<String, String> sha256, Function<Map<String, String>, String> description) {
        sha256.put(DESCRIPTION, UNSIGNED);
        String unsigned = description.apply(sha256) + "\n";
        return unsigned.replace(UNSIGNED, DigestUtils.sha256Hex(unsigned));
    }

    /** Refuses files that are not those that were written. */
    static void requireUnchanged(Path folder, Map<String, String> sha256) {
        sha256.forEach((name, expected) -> requireUnchanged(folder.resolve(name), expected));
    }

    private static void requireUnchanged(Path file, String expected) {
        String actual = Files.exists(file) ? sha256(file, expected) : "none, the file is missing";
        if (!actual.equals(expected)) {
            throw Refusal.mistake(
                    "model.changed",
                    "Cannot load %s: its SHA-256 is %s, but %s was written.".formatted(file, actual, expected),
                    "Restore the file, or train again.");
        }
    }

    private static String sha256(Path file, String expected) {
        try {
            return file.endsWith(DESCRIPTION)
                    ? DigestUtils.sha256Hex(Files.readString(file).replace(expected, UNSIGNED))
                    : sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Of a file's bytes. */
    static String sha256(Path file) {
        return DigestUtils.sha256Hex(bytes(file));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
