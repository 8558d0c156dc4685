package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.YamlReader;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The values of the params that stages depend on, as DVC reads them and dvc.lock holds them. Reads each file once. */
public final class ParamValues {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final FileTree files;
    private final Map<Path, JsonNode> trees = new HashMap<>();

    /** Those of the workspace. */
    public ParamValues(Path home) {
        this(new WorkingTree(home));
    }

    public ParamValues(FileTree files) {
        this.files = files;
    }

    /** As {@link #of(Stage, Predicate)}, where none may be left out. */
    public Map<String, Map<String, JsonNode>> of(Stage stage) {
        return of(stage, key -> false);
    }

    /**
     * All values that a stage depends on: by file as dvc.yaml writes it, then by dotted key.
     *
     * @param optional keys that need not be there
     * @throws Refusal if a file or a key is missing, or a value is a date, which DVC cannot keep, or no number, which DVC
     *     never takes for unchanged
     */
    public Map<String, Map<String, JsonNode>> of(Stage stage, Predicate<String> optional) {
        Map<String, Map<String, JsonNode>> values = new LinkedHashMap<>();
        for (ParamsFile file : stage.params()) {
            Map<String, JsonNode> present = present(file);
            List<String> missing = file.keys().stream()
                    .filter(key -> !present.containsKey(key) && !optional.test(key))
                    .toList();
            if (tree(file.path()).isMissingNode() || !missing.isEmpty()) {
                throw missing(stage, file, missing);
            }
            present.forEach((key, value) -> {
                refuseTime(stage, file, key, value);
                refuseNotANumber(stage, file, key, value);
            });
            values.put(file.written(), present);
        }
        return values;
    }

    /** The values that are there; a file that is not there has none. */
    public Map<String, JsonNode> present(ParamsFile file) {
        JsonNode tree = tree(file.path());
        Map<String, JsonNode> values = new LinkedHashMap<>();
        List<String> keys = file.keys();
        if (keys.isEmpty()) {
            tree.fields().forEachRemaining(field -> values.put(field.getKey(), field.getValue()));
        }
        for (String key : keys) {
            JsonNode value = at(tree, key);
            if (!value.isMissingNode()) {
                values.put(key, value);
            }
        }
        return values;
    }

    /** Whether DVC takes two values for the same: 1 and 1.0 are, 1 and '1' are not. */
    public static boolean same(JsonNode one, JsonNode other) {
        if (isNumber(one) && isNumber(other)) {
            return number(one).compareTo(number(other)) == 0;
        } else if (one instanceof ArrayNode && other instanceof ArrayNode) {
            return sameItems(one, other);
        } else if (one instanceof ObjectNode && other instanceof ObjectNode) {
            return sameFields(one, other);
        }
        return one.equals(other);
    }

    /** The value at a dotted key; a number counts in a list. */
    static JsonNode at(JsonNode tree, String key) {
        JsonNode at = tree;
        for (String word : key.split("\\.", -1)) {
            boolean isIndex = at.isArray() && word.matches("\\d{1,9}");
            at = isIndex ? at.path(Integer.parseInt(word)) : at.path(word);
        }
        return at;
    }

    private JsonNode tree(Path file) {
        return trees.computeIfAbsent(file, this::read);
    }

    private JsonNode read(Path file) {
        return files.text(file).map(text -> parse(files.name(file), text)).orElseGet(MissingNode::getInstance);
    }

    /** A file's tree, by the format that its name says. */
    static JsonNode parse(String name, String text) {
        if (name.endsWith(".json")) {
            return json(name, text);
        } else if (name.endsWith(".toml") || name.endsWith(".py")) {
            throw Refusal.mistake(
                    "dvc.params-format",
                    "Cannot read " + name + ": only YAML and JSON files can hold params here.",
                    "Write them as YAML.");
        }
        return YamlReader.exact(name, text).tree();
    }

    private static JsonNode json(String name, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw Refusal.mistake(
                    "json.syntax",
                    "Cannot read %s:%d: it is not JSON."
                            .formatted(
                                    name,
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr()),
                    "Correct it there.",
                    e);
        }
    }

    private static boolean isNumber(JsonNode node) {
        boolean finite = !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
        return (node.isNumber() && finite) || node.isBoolean();
    }

    /** In Python, true is 1. */
    private static BigDecimal number(JsonNode node) {
        return node.isBoolean() ? BigDecimal.valueOf(node.booleanValue() ? 1 : 0) : node.decimalValue();
    }

    private static boolean sameItems(JsonNode one, JsonNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameFields(JsonNode one, JsonNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : one.properties()) {
            if (!other.has(field.getKey()) || !same(field.getValue(), other.get(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private void refuseTime(Stage stage, ParamsFile file, String key, JsonNode value) {
        if (value.isPojo()) {
            throw Refusal.mistake(
                    "dvc.date",
                    "Cannot run stage '%s' (%s): '%s' in %s is a date, which DVC cannot keep."
                            .formatted(stage.name(), stage.place(), key, files.name(file.path())),
                    "Put it in quotes.");
        }
        value.forEach(inner -> refuseTime(stage, file, key, inner));
    }

    /** Python's nan is not even equal to itself; only within a list or a mapping does it pass for unchanged. */
    private void refuseNotANumber(Stage stage, ParamsFile file, String key, JsonNode value) {
        if (value.isDouble() && Double.isNaN(value.doubleValue())) {
            throw Refusal.mistake(
                    "dvc.not-a-number",
                    "Cannot run stage '%s' (%s): '%s' in %s is .nan, which DVC takes for changed at every look."
                            .formatted(stage.name(), stage.place(), key, files.name(file.path())),
                    "Write ~ for no value.");
        }
    }

    private Refusal missing(Stage stage, ParamsFile file, List<String> keys) {
        String name = files.name(file.path());
        String what = !tree(file.path()).isMissingNode()
                ? "'" + String.join("', '", keys) + "' " + (keys.size() == 1 ? "is" : "are") + " missing from " + name
                : "there is no file " + name;
        return Refusal.mistake(
                "dvc.missing-params",
                "Cannot run stage '%s' (%s): %s.".formatted(stage.name(), stage.place(), what),
                "Add it there, or remove it from the stage's params.");
    }
}
