package dev.waybill.pipelines.engine;

import dev.waybill.pipelines.dvc.Hashes;
import dev.waybill.pipelines.dvc.LockEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The hashes of the source folders that this program was built from: where only the jar is, they stand for the folders.
 *
 * @param folders {@code <md5> <size> <nfiles>} by path below the project's home
 */
public record BuiltSources(Path home, Properties folders) {

    private static final String RESOURCE = "sources.properties";
    /** Every folder below them may be named, such as a package; also all that jobs share, as it once was. */
    private static final List<String> ROOTS = List.of("common/src/main/java", "jobs/src/main/java/dev/waybill/jobs");

    static BuiltSources ofThisProgram(Path home) {
        Properties folders = new Properties();
        try (InputStream text = BuiltSources.class.getResourceAsStream(RESOURCE)) {
            if (text != null) {
                folders.load(text);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + RESOURCE, e);
        }
        return new BuiltSources(home.toAbsolutePath().normalize(), folders);
    }

    /** The hash of a folder that is not there, if the program was built from it. */
    Optional<LockEntry> find(Path folder, String written) {
        if (!folder.startsWith(home)) {
            return Optional.empty();
        }
        String line = folders.getProperty(home.relativize(folder).toString().replace('\\', '/'));
        return Optional.ofNullable(line).map(known -> entry(known.split(" ", -1), written));
    }

    private static LockEntry entry(String[] words, String written) {
        return new LockEntry(
                written, words[0], Long.parseLong(words[1]), OptionalLong.of(Long.parseLong(words[2])), false);
    }

    /** The build's part: {@code <project's home> <folder of classes>}. */
    public static void main(String[] words) throws IOException {
        Path home = Path.of(words[0]).toAbsolutePath().normalize();
        Path file = Path.of(words[1])
                .resolve(BuiltSources.class.getPackageName().replace('.', '/'))
                .resolve(RESOURCE);
        Files.writeString(file, String.join("\n", lines(home)) + "\n");
    }

    static List<String> lines(Path home) throws IOException {
        List<String> folders = new ArrayList<>();
        for (String root : ROOTS) {
            try (Stream<Path> below = Files.walk(home.resolve(root))) {
                below.filter(Files::isDirectory)
                        .map(folder -> home.relativize(folder).toString().replace('\\', '/'))
                        .sorted()
                        .forEach(folders::add);
            }
        }
        try (Hashes hashes = Hashes.open(home, Clock.systemUTC())) {
            return folders.stream()
                    .map(folder -> hashes.of(home.resolve(folder), folder))
                    .map(entry -> "%s=%s %d %d"
                            .formatted(
                                    entry.path(),
                                    entry.md5(),
                                    entry.size(),
                                    entry.nfiles().orElseThrow()))
                    .toList();
        }
    }
}
