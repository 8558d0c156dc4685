package dev.waybill.common.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.common.table.TableVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A Delta table that a run read, or the part of it that it read for one purpose. A run has one input of a name and
 * digest: of several, the first stays.
 *
 * @param digest of what was read, at most 36 characters
 * @param source JSON, in MLflow's terms: {@code {"path": .., "delta_table_version": 3}}
 * @param context what for: {@code training}
 * @param schema JSON, in MLflow's terms: {@code {"mlflow_colspec": [..]}}
 */
public record DatasetInput(
        String name, String digest, String source, String context, Optional<String> schema, OptionalLong rows) {

    /** In MLflow's terms, of what is in a Delta table. */
    public static final String SOURCE_TYPE = "delta_table";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A table as it was read; the digest tells apart versions, tables that were made anew, and contexts. */
    public static DatasetInput of(TableVersion table, String path, String context, OptionalLong rows) {
        Map<String, Object> source = new TreeMap<>(Map.of("path", path, "delta_table_version", table.version()));
        return new DatasetInput(table.table(), digest(table, context), json(source), context, Optional.empty(), rows);
    }

    /** JSON, in MLflow's terms: how many rows there are. */
    public Optional<String> profile() {
        return rows.isPresent() ? Optional.of(json(Map.of("approx_count", rows.getAsLong()))) : Optional.empty();
    }

    private static String digest(TableVersion table, String context) {
        try {
            byte[] content = (table.id() + "@" + table.version() + "/" + context).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("MD5").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot do without MD5", e);
        }
    }

    private static String json(Map<String, ?> value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + value + " as JSON", e);
        }
    }
}
