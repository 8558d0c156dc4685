package dev.waybill.common.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one version of a table changed, by its actions in Delta's log.
 *
 * @param id only where it was given or given again
 * @param at when, if its writer said
 * @param keepsRows whether the rows are those of the version before: files were compacted, or a vacuum was noted
 */
record Commit(
        List<ActiveFile> added,
        List<ActiveFile> removed,
        Optional<String> id,
        Optional<Instant> at,
        boolean keepsRows) {

    /** Begins the name of the operation by which VACUUM notes in the log that it begins or is done. */
    private static final String VACUUM = "VACUUM";

    /**
     * Reads a file of the log: an action a line.
     *
     * @throws JsonProcessingException if it is something else
     */
    static Commit read(byte[] file) throws JsonProcessingException {
        List<JsonNode> actions = new ArrayList<>();
        for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
            actions.add(JsonFile.JSON.readTree(line));
        }
        return of(actions);
    }

    private static Commit of(List<JsonNode> actions) {
        return new Commit(
                of(actions, "add").map(ActiveFile::of).toList(),
                of(actions, "remove").map(ActiveFile::of).toList(),
                of(actions, "metaData")
                        .map(metadata -> metadata.path("id").asText())
                        .findFirst(),
                of(actions, "commitInfo")
                        .map(info -> Instant.ofEpochMilli(info.path("timestamp").asLong()))
                        .findFirst(),
                keepsRows(actions));
    }

    private static Stream<JsonNode> of(List<JsonNode> actions, String kind) {
        return actions.stream().filter(action -> action.has(kind)).map(action -> action.get(kind));
    }

    /** By what Delta's protocol says of dataChange: false where rows only moved from file to file. */
    private static boolean keepsRows(List<JsonNode> actions) {
        List<JsonNode> files =
                Stream.concat(of(actions, "add"), of(actions, "remove")).toList();
        boolean moved = files.isEmpty()
                ? of(actions, "commitInfo")
                        .anyMatch(info -> info.path("operation").asText().startsWith(VACUUM))
                : files.stream().noneMatch(file -> file.path("dataChange").asBoolean(true));
        return moved && of(actions, "metaData").findAny().isEmpty();
    }
}
