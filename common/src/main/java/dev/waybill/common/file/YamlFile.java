package dev.waybill.common.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A YAML file that holds a mapping, and where in it each key stands.
 *
 * @param name as people know the file: {@code pipelines/green-taxi/params.yaml}
 * @param lines by dotted path, counted from one
 */
public record YamlFile(String name, ObjectNode tree, Map<String, Integer> lines) {

    /** Reads a file of params; names it in errors by its path below {@code home}. */
    public static YamlFile read(Path home, Path file) {
        String name = home.relativize(file).toString();
        return YamlReader.params(name, text(name, file));
    }

    /** {@code pipelines/green-taxi/params.yaml:12}, as exactly as it is known. */
    public String place(String path) {
        Integer line = lines.get(path);
        return line == null ? name : name + ":" + line;
    }

    /** The place of each path. */
    public Map<String, String> places() {
        return lines.keySet().stream().collect(Collectors.toMap(path -> path, this::place));
    }

    private static String text(String name, Path file) {
        if (!Files.isRegularFile(file)) {
            throw Refusal.mistake(
                    "yaml.missing", "Cannot read " + name + ": no such file.", "Create it, or correct the name.");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw Refusal.mistake(
                    "yaml.syntax", "Cannot read " + name + ": it is not text in UTF-8.", "Save it as UTF-8.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
