package dev.waybill.common.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
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

    private static final ObjectMapper JSON = new ObjectMapper();
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
        List<ActiveFile> added = new ArrayList<>();
        List<ActiveFile> removed = new ArrayList<>();
        Optional<String> id = Optional.empty();
        Optional<Instant> at = Optional.empty();
        for (String line : new String(bytes(version), StandardCharsets.UTF_8).split("\n", -1)) {
            JsonNode action = parse(line, version);
            if (action.has("add")) {
                added.add(file(action.get("add"), version));
            } else if (action.has("remove")) {
                removed.add(file(action.get("remove"), version));
            } else if (action.has("metaData")) {
                id = Optional.of(action.path("metaData").path("id").asText());
            } else if (action.has("commitInfo")) {
                at = Optional.of(Instant.ofEpochMilli(
                        action.path("commitInfo").path("timestamp").asLong()));
            }
        }
        return new Commit(added, removed, id, at);
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

    private ActiveFile file(JsonNode action, long version) {
        return ActiveFile.of(action, parse(action.path("stats").asText(), version));
    }

    private JsonNode parse(String json, long version) {
        try {
            return json.isBlank() ? MissingNode.getInstance() : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw Refusal.mistake(
                    "table.broken-log",
                    "Cannot read version %d of table '%s': its file %s is not what Delta wrote."
                            .formatted(version, table, name(version)),
                    "Restore the table's folder from a backup, or delete it and run ./waybill repro.",
                    e);
        }
    }

    private static String name(long version) {
        return "%020d.json".formatted(version);
    }

    /** What one version changed, and when, if its writer said; the id only where it was given or given again. */
    record Commit(List<ActiveFile> added, List<ActiveFile> removed, Optional<String> id, Optional<Instant> at) {}
}
