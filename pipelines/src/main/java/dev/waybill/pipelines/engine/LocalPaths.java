package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Workspace;
import dev.waybill.common.table.Sessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Paths of params as Spark takes them, those of this machine.
 *
 * @param hadoop knows where a path without a scheme lies: on a cluster that may be elsewhere
 */
record LocalPaths(Workspace workspace, Configuration hadoop) {

    /** As Spark takes a path for a pattern. */
    private static final Pattern GLOB = Pattern.compile("[{}\\[\\]*?\\\\]");

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*");

    static LocalPaths of(Pipeline pipeline, Properties system) {
        Map<String, String> settings = SparkSettings.of(pipeline.platform().spark(), system, Optional.empty());
        Path home = pipeline.home().toAbsolutePath().normalize();
        return new LocalPaths(
                new Workspace(home, pipeline.name(), ""), Sessions.hadoop(SparkSettings.all(settings, system)));
    }

    boolean isLocal(String path) {
        return SCHEME.matcher(path)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseGet(() -> FileSystem.getDefaultUri(hadoop).getScheme())
                .equals("file");
    }

    /** Whether anything is there, or matches a glob. */
    boolean isThere(String path) {
        try {
            FileStatus[] found =
                    FileSystem.getLocal(hadoop).globStatus(new org.apache.hadoop.fs.Path(withoutScheme(path)));
            return Optional.ofNullable(found).stream().anyMatch(files -> files.length > 0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at " + path, e);
        } catch (IllegalArgumentException e) { // no path to Hadoop, of which Spark will say more
            return true;
        }
    }

    static boolean isGlob(String path) {
        return GLOB.matcher(path).find();
    }

    /** The path, or of a glob the folder that all that it matches is in. */
    Path stem(String path) {
        String location = withoutScheme(path);
        Optional<Integer> glob =
                GLOB.matcher(location).results().map(MatchResult::start).findFirst();
        return Path.of(glob.map(start -> location.substring(0, location.lastIndexOf('/', start) + 1))
                        .orElse(location))
                .normalize();
    }

    private String withoutScheme(String path) {
        return workspace.location(path).replaceFirst("^file:(//)?(?=/)", "");
    }
}
