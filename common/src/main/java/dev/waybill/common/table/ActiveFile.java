package dev.waybill.common.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.common.file.JsonFile;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * A data file that belongs to a version of a table.
 *
 * @param path relative to the table, as Delta's log has it
 * @param deletions which deletion vector lies over the file; empty if none
 * @param rows without deleted ones; empty where the log does not say
 */
record ActiveFile(String path, String deletions, OptionalLong rows) {

    /** The file and what is deleted of it: either alone does not say which rows these are. */
    String id() {
        return deletions.isEmpty() ? path : path + "#" + deletions;
    }

    /** The folder that it lies in: files of one partition have the same. */
    String partition() {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** Reads an action of Delta's log: an {@code add}, or a {@code remove}, of which Delta may leave out the statistics. */
    static ActiveFile of(JsonNode action) {
        JsonNode vector = action.path("deletionVector");
        JsonNode records = statistics(action.path("stats").asText("")).path("numRecords");
        return new ActiveFile(
                action.path("path").asText(),
                vector.isObject() ? vectorId(vector) : "",
                records.isNumber()
                        ? OptionalLong.of(
                                records.asLong() - vector.path("cardinality").asLong())
                        : OptionalLong.empty());
    }

    /** JSON within JSON; what cannot be read is a statistic that is not there. */
    private static JsonNode statistics(String json) {
        try {
            return JsonFile.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** As Delta's protocol makes it: storage type, path or data, offset. */
    private static String vectorId(JsonNode vector) {
        String id = vector.path("storageType").asText()
                + vector.path("pathOrInlineDv").asText();
        JsonNode offset = vector.path("offset");
        return offset.isNumber() ? id + "@" + offset.asInt() : id;
    }

    static OptionalLong rows(Collection<ActiveFile> files) {
        return files.stream().allMatch(file -> file.rows.isPresent())
                ? OptionalLong.of(files.stream()
                        .mapToLong(file -> file.rows.orElseThrow())
                        .sum())
                : OptionalLong.empty();
    }
}
