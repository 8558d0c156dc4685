package dev.waybill.common.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Small JSON files that people, DVC and later jobs read: deterministic, keys in snake case, written all or nothing. */
public final class JsonFile {

    /** How records look as JSON, wherever Waybill shows them. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final ObjectWriter ONE_LINE = JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

    private JsonFile() {}

    /** A record as text. */
    public static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write as JSON: " + value, e);
        }
    }

    /** A record as text of one line. */
    public static String line(Object value) {
        try {
            return ONE_LINE.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write as JSON: " + value, e);
        }
    }

    /** Reads what {@link #line} made; empty for a text that is something else. */
    public static <T> Optional<T> readLine(String text, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public static void write(Path file, Object value) {
        AtomicFile.write(file, text(value) + "\n");
    }

    /** Reads what {@link #write} wrote; a missing file means that an earlier job has not run. */
    public static <T> T read(Path file, Class<T> type) {
        return read(file, node -> node, type);
    }

    /** As {@link #read(Path, Class)}, for what an older Waybill may have written: {@code upgrade} makes it what it is now. */
    public static <T> T read(Path file, UnaryOperator<JsonNode> upgrade, Class<T> type) {
        if (!Files.isRegularFile(file)) {
            throw Refusal.mistake(
                    "file.missing",
                    "Cannot read " + file.getFileName() + ": the job that writes it has not run yet.",
                    "Run ./waybill repro first.");
        }
        try {
            return JSON.treeToValue(upgrade.apply(JSON.readTree(Files.readAllBytes(file))), type);
        } catch (JsonProcessingException e) {
            throw Refusal.mistake(
                    "file.broken", "Cannot read " + file + ": it is not what Waybill wrote.", "Run its job again.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** The numbers in a tree by their dotted path: {@code baselines.global_median.mae}; lists are left out. */
    public static SortedMap<String, Double> numbers(JsonNode tree) {
        SortedMap<String, Double> numbers = new TreeMap<>();
        collect("", tree, numbers);
        return numbers;
    }

    private static void collect(String path, JsonNode node, Map<String, Double> into) {
        node.fields().forEachRemaining(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (field.getValue().isNumber()) {
                into.put(name, field.getValue().doubleValue());
            } else {
                collect(name, field.getValue(), into);
            }
        });
    }
}
