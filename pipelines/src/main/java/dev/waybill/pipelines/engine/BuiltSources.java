package dev.waybill.pipelines.engine;

import dev.waybill.pipelines.dvc.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * The hashes of the source folders that this program was built from: where only the jar is, they stand for the folders.
 *
 * @param folders {@code <md5> <size> <nfiles>} by path below the project's home
 */
record BuiltSources(Path home, Properties folders) {

    static final String RESOURCE = "sources.properties";

    static BuiltSources ofThisProgram(Path home) {
        Properties folders = new Properties();
        try (InputStream text = BuiltSources.class.getResourceAsStream(RESOURCE)) {
            if (text != null) {
                folders.load(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, e);
        }
        return new BuiltSources(home, folders);
    }

    /** The hash of a folder that is not there, if the program was built from it. */
    Optional<Entry> find(Path folder, String written) {
        if (!folder.startsWith(home)) {
            return Optional.empty();
        }
        String line = folders.getProperty(home.relativize(folder).toString().replace('\\', '/'));
        return Optional.ofNullable(line).map(known -> entry(known.split(" ", -1), written));
    }

    private static Entry entry(String[] words, String written) {
        return new Entry(written, words[0], Long.parseLong(words[1]), OptionalLong.of(Long.parseLong(words[2])), false);
    }
}
