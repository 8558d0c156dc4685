package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ArtifactUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The files of runs, wherever the server says that they lie: copied there and back without Python. */
final class ServerArtifacts {

    private static final Set<String> HADOOP =
            Set.of("s3", "s3a", "s3n", "hdfs", "viewfs", "gs", "abfs", "abfss", "wasb", "wasbs");

    private final ArtifactRepository proxied;
    private final ArtifactRepository folders = new FolderArtifacts();
    private final ArtifactRepository hadoop;

    ServerArtifacts(HttpExchange http, Patience patience, Supplier<Configuration> settings) {
        proxied = new ProxiedArtifacts(http, patience);
        hadoop = new HadoopArtifacts(settings);
    }

    /** Copies a file, or all that is in a folder, into another folder. */
    void upload(Path from, String location) {
        ArtifactRepository repository = of(location);
        Path base = Files.isDirectory(from) ? from : from.resolveSibling("");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = base.relativize(file).toString().replace('\\', '/');
                repository.upload(file, ArtifactUri.below(location, name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + from, e);
        }
    }

    /** Whether a folder has anything in it. */
    boolean isThere(String location) {
        return !of(location).list(location).isEmpty();
    }

    /** Copies all that is in a folder into one of this machine, which is made. */
    void download(String location, Path into) {
        try {
            Files.createDirectories(into);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the folder " + into, e);
        }
        ArtifactRepository repository = of(location);
        for (ArtifactRepository.Entry entry : repository.list(location)) {
            String below = ArtifactUri.below(location, plain(entry.name(), location));
            if (entry.isFolder()) {
                download(below, into.resolve(entry.name()));
            } else {
                repository.download(below, into.resolve(entry.name()));
            }
        }
    }

    /** A name that led out of the folder would write where it should not. */
    private static String plain(String name, String location) {
        if (name.isEmpty() || List.of(".", "..").contains(name) || name.contains("/") || name.contains("\\")) {
            throw Refusal.mistake(
                    "tracking.artifacts-name",
                    "Cannot copy the artifacts at " + location + ": '" + name + "' is no name of a file.",
                    "Register a model that Waybill trained.");
        }
        return name;
    }

    private ArtifactRepository of(String location) {
        if (location.startsWith(ProxiedArtifacts.SCHEME)) {
            return proxied;
        }
        int colon = location.indexOf(":/");
        String scheme = colon < 0 ? "file" : location.substring(0, colon).toLowerCase(Locale.ROOT);
        if (scheme.equals("file")) {
            return folders;
        } else if (HADOOP.contains(scheme)) {
            return hadoop;
        }
        throw ArtifactUri.elsewhere(location, "Start MLflow with --artifacts-destination, so that it hands them out.");
    }
}
