package dev.waybill.common.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The log of a table, read without Spark and no further than needed: to know that a table is what its pointer says, one
 * listing and one small file are enough. Never reads data, nor checkpoints.
 */
final class TableLog {

    private static final Pattern VERSIONED = Pattern.compile("(\\d{20})\\.(json|checkpoint\\..*)");

    private final String table;
    private final LogFiles files;
    private final List<String> names;

    TableLog(String table, LogFiles files) throws IOException {
        this.table = table;
        this.files = files;
        this.names = files.names();
    }

    /**
     * Opens the log of a table.
     *
     * @param root the folder of the tables, any Hadoop path
     * @param settings of a Spark session
     */
    static TableLog open(String root, String table, Map<String, String> settings) {
        try {
            String local = root.startsWith("file:") ? root.replaceFirst("^file:(//)?", "") : root;
            return new TableLog(
                    table,
                    Platform.isUri(local)
                            ? new HadoopLogFiles(root + "/" + table, settings)
                            : new LocalLogFiles(Path.of(local, table)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the log of table " + table + " in " + root, e);
        }
    }

    /** The highest version, whether a commit or only a checkpoint tells of it; empty where there is no table. */
    OptionalLong latest() {
        return names.stream()
                .map(VERSIONED::matcher)
                .filter(name -> name.matches())
                .mapToLong(name -> Long.parseLong(name.group(1)))
                .max();
    }

    boolean hasCommit(long version) {
        return names.contains(name(version));
    }

    byte[] bytes(long version) {
        try {
            return files.read(name(version));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read version " + version + " of table " + table, e);
        }
    }

    Commit commit(long version) {
        try {
            return Commit.read(bytes(version));
        } catch (JsonProcessingException e) {
            throw Refusal.mistake(
                    "table.broken-log",
                    "Cannot read version %d of table '%s': its file %s is not what Delta wrote."
                            .formatted(version, table, name(version)),
                    "Restore the table's folder from a backup, or delete it and run ./waybill repro.",
                    e);
        }
    }

    /** The version that a version has its rows from: itself, but where its files were only compacted. */
    long origin(long version) {
        return Compaction.origin(version, this::ifThere);
    }

    /** The last version that has the rows of a version. */
    long last(long version) {
        return Compaction.last(version, this::ifThere);
    }

    private Optional<Commit> ifThere(long version) {
        return hasCommit(version) ? Optional.of(commit(version)) : Optional.empty();
    }

    long missing(List<ActiveFile> active) {
        try {
            return files.missing(active);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for a table's files", e);
        }
    }

    /** The versions whose commits are still there, from one downwards, as far as they follow each other. */
    List<Long> downFrom(long version) {
        List<Long> versions = new ArrayList<>();
        for (long at = version; at >= 0 && hasCommit(at); at--) {
            versions.add(at);
        }
        return versions;
    }

    private static String name(long version) {
        return "%020d.json".formatted(version);
    }
}
