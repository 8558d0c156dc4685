package dev.waybill.common.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Small JSON files that people, DVC and later jobs read: deterministic, keys in snake case, written all or nothing. */
public final class JsonFile {

    /** How records look as JSON, wherever Waybill shows them. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private JsonFile() {}

    public static void write(Path file, Object value) {
        try {
            Files.createDirectories(file.getParent());
            Path unfinished = file.resolveSibling("." + file.getFileName() + ".tmp");
            Files.write(unfinished, (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Reads what {@link #write} wrote; a missing file means that an earlier job has not run. */
    public static <T> T read(Path file, Class<T> type) {
        if (!Files.isRegularFile(file)) {
            throw Refusal.mistake(
                    "file.missing",
                    "Cannot read " + file.getFileName() + ": the job that writes it has not run yet.",
                    "Run ./waybill repro first.");
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (JsonProcessingException e) {
            throw Refusal.mistake(
                    "file.broken", "Cannot read " + file + ": it is not what Waybill wrote.", "Run its job again.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
