package dev.waybill.common.conf;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file that holds a mapping, and where in it each key stands.
 *
 * @param name as people know the file: {@code pipelines/green-taxi/params.yaml}
 * @param lines by dotted path, counted from one
 */
public record YamlFile(String name, ObjectNode tree, Map<String, Integer> lines) {

    static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads a file; names it in errors by its path below {@code home}. */
    public static YamlFile read(Path home, Path file) {
        String name = home.relativize(file).toString();
        String text = text(name, file);
        JsonNode tree = parse(name, text);
        if (tree.isMissingNode() || tree.isNull()) {
            tree = YAML.createObjectNode();
        }
        if (!(tree instanceof ObjectNode mapping)) {
            throw Refusal.mistake(
                    "yaml.not-a-mapping",
                    "Cannot read " + name + ": it is not a mapping.",
                    "Write 'key: value' lines.");
        }
        return new YamlFile(name, mapping, lines(name, text));
    }

    /** {@code pipelines/green-taxi/params.yaml:12}, as exactly as it is known. */
    public String place(String path) {
        Integer line = lines.get(path);
        return line == null ? name : name + ":" + line;
    }

    /** The place of each path. */
    Map<String, String> places() {
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

    private static JsonNode parse(String name, String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? name
                    : name + ":" + e.getLocation().getLineNr();
            throw Refusal.mistake(
                    "yaml.syntax",
                    "Cannot read " + place + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("not YAML") + ".",
                    "Correct the YAML there.",
                    e);
        }
    }

    private static Map<String, Integer> lines(String name, String text) {
        Map<String, Integer> lines = new HashMap<>();
        try {
            refuseAliases(name, text);
            collectLines("", new Yaml(new LoaderOptions()).compose(new StringReader(text)), lines);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark().getLine() + 1;
            throw Refusal.mistake(
                    "yaml.syntax",
                    "Cannot read %s:%d: %s.".formatted(name, line, e.getProblem()),
                    "Correct the YAML there.",
                    e);
        }
        return Map.copyOf(lines);
    }

    /** Jackson would take an alias for a text. */
    private static void refuseAliases(String name, String text) {
        for (Event event : new Yaml(new LoaderOptions()).parse(new StringReader(text))) {
            if (event instanceof AliasEvent alias) {
                throw Refusal.mistake(
                        "yaml.alias",
                        "Cannot read %s:%d: aliases like *%s are not supported."
                                .formatted(name, alias.getStartMark().getLine() + 1, alias.getAnchor()),
                        "Write the value out.");
            }
        }
    }

    private static void collectLines(String path, @Nullable Node node, Map<String, Integer> lines) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                    lines.put(child, key.getStartMark().getLine() + 1);
                    collectLines(child, tuple.getValueNode(), lines);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node item = sequence.getValue().get(i);
                lines.put(path + "[" + i + "]", item.getStartMark().getLine() + 1);
                collectLines(path + "[" + i + "]", item, lines);
            }
        }
    }
}
