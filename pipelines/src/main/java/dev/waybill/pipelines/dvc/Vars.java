package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What templates can name: the params.yaml beside a dvc.yaml, then what {@code vars} adds. Nothing may be said twice,
 * not even with the same value.
 */
final class Vars {

    private static final String PARAMS = "params.yaml";

    private final Path home;
    private final ObjectNode tree;
    /** Where each dotted key comes from, for those that are not mappings. */
    private final Map<String, String> sources;
    /** The keys that were taken from a file; empty means all of them. */
    private final Map<Path, List<String>> loaded;
    /** Set by {@code foreach} and {@code matrix}. */
    private final Set<String> reserved;

    private Vars(
            Path home,
            ObjectNode tree,
            Map<String, String> sources,
            Map<Path, List<String>> loaded,
            Set<String> reserved) {
        this.home = home;
        this.tree = tree;
        this.sources = sources;
        this.loaded = loaded;
        this.reserved = reserved;
    }

    /**
     * What all stages of a dvc.yaml can name.
     *
     * @param folder that holds it
     * @param vars its top-level {@code vars}
     */
    static Vars of(Path home, Path folder, StrictNode vars) {
        Vars all = new Vars(home, JsonNodeFactory.instance.objectNode(), new HashMap<>(), new HashMap<>(), Set.of());
        Path params = folder.resolve(PARAMS).normalize();
        if (Files.exists(params)) {
            all.load(params, List.of(), vars, PARAMS);
        }
        all.add(vars, folder);
        return all;
    }

    /** These and what a stage's own {@code vars} add, whose files start at its working directory. */
    Vars with(StrictNode vars, Path directory) {
        if (!vars.isPresent()) {
            return this;
        }
        Vars all = new Vars(home, tree.deepCopy(), new HashMap<>(sources), new HashMap<>(loaded), reserved);
        all.add(vars, directory);
        return all;
    }

    /** These and what one round of {@code foreach} or {@code matrix} sets, which hides what is called the same. */
    Vars with(Map<String, JsonNode> round) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.setAll(tree);
        round.forEach(all::set);
        return new Vars(home, all, sources, loaded, round.keySet());
    }

    /** The value at an expression such as {@code train.layers[0].size}. */
    Optional<JsonNode> find(String expression) {
        JsonNode at = tree;
        for (String part : expression.replace('[', '.').replace("]", "").split("\\.", -1)) {
            String word = part.strip();
            at = at.isArray() ? item(at, word) : at.path(word);
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(at);
    }

    /** What to do about an expression that names nothing. */
    String mend(String expression) {
        return Suggestion.nearest(expression, sources.keySet())
                .map(near -> "Did you mean '${" + near + "}'?")
                .orElse("Add it to params.yaml or to vars.");
    }

    /** Counts from the end where negative, as Python does. */
    private static JsonNode item(JsonNode list, String word) {
        if (!word.matches("-?\\d{1,9}")) {
            return MissingNode.getInstance();
        }
        int index = Integer.parseInt(word);
        return list.path(index < 0 ? list.size() + index : index);
    }

    private void add(StrictNode vars, Path folder) {
        for (StrictNode item : vars.items()) {
            Template.refuseIn(item);
            if (item.node().isTextual()) {
                String text = item.text();
                int colon = text.indexOf(':');
                List<String> keys = new ArrayList<>();
                if (colon >= 0) {
                    keys.addAll(List.of(text.substring(colon + 1).split(",")));
                    keys.removeIf(String::isEmpty);
                }
                load(folder.resolve(colon < 0 ? text : text.substring(0, colon)).normalize(), keys, item, text);
            } else {
                merge(item.mapping(), item, item.place());
            }
        }
    }

    private void load(Path file, List<String> keys, StrictNode at, String written) {
        List<String> before = loaded.get(file);
        if (before != null) {
            if (keys.isEmpty() && before.isEmpty()) {
                return;
            } else if (keys.isEmpty() || before.isEmpty() || keys.stream().anyMatch(before::contains)) {
                throw refusal(at, "'" + written + "' is loaded twice", "Remove one.");
            }
        }
        if (!Files.isRegularFile(file)) {
            throw refusal(at, "there is no file '" + written + "'", "Create it, or correct the name.");
        }
        String name = DvcYaml.name(home, file);
        JsonNode content = ParamValues.parse(name, () -> AtomicFile.read(file));
        merge(only(content, keys, at, name), at, name);
        List<String> all = new ArrayList<>(before == null ? List.of() : before);
        all.addAll(keys);
        loaded.put(file, all);
    }

    private static ObjectNode only(JsonNode content, List<String> keys, StrictNode at, String name) {
        if (!(content instanceof ObjectNode mapping)) {
            throw refusal(at, name + " is not a mapping", "Write 'key: value' lines there.");
        }
        for (String key : keys) {
            if (!mapping.has(key)) {
                throw refusal(
                        at,
                        "there is no '" + key + "' in " + name,
                        Suggestion.sentence(
                                key,
                                mapping.properties().stream()
                                        .map(Map.Entry::getKey)
                                        .toList()));
            }
        }
        return keys.isEmpty() ? mapping : mapping.deepCopy().retain(keys);
    }

    private void merge(ObjectNode from, StrictNode at, String source) {
        for (String name : reserved) {
            if (from.has(name)) {
                throw refusal(at, "'" + name + "' is what foreach and matrix set", "Call it otherwise.");
            }
        }
        merge("", tree, from, at, source);
    }

    private void merge(String path, ObjectNode into, ObjectNode from, StrictNode at, String source) {
        from.fields().forEachRemaining(field -> {
            String key = field.getKey();
            String child = path.isEmpty() ? key : path + "." + key;
            if (YamlScalar.type(key) != YamlScalar.Type.TEXT) {
                return; // DVC's templates cannot name it
            }
            refuseTime(field.getValue(), child, at, source);
            if (into.get(key) instanceof ObjectNode target && field.getValue() instanceof ObjectNode more) {
                merge(child, target, more, at, source);
            } else if (into.has(key)) {
                throw refusal(
                        at,
                        "'%s' from %s is there already, from %s"
                                .formatted(child, source, sources.getOrDefault(child, "what came before")),
                        "Call it otherwise, or remove one.");
            } else {
                put(child, into, key, field.getValue(), at, source);
            }
        });
    }

    private void put(String path, ObjectNode into, String key, JsonNode value, StrictNode at, String source) {
        if (value instanceof ObjectNode mapping) {
            merge(path, into.putObject(key), mapping, at, source);
        } else {
            into.set(key, value);
        }
        sources.put(path, source);
    }

    /** DVC stops at a date in a file whose values templates can name, whether or not any does. */
    private static void refuseTime(JsonNode value, String path, StrictNode at, String source) {
        if (value.isPojo()) {
            throw refusal(
                    at,
                    "'%s' in %s is a date, which DVC refuses where templates can name it".formatted(path, source),
                    "Put it in quotes.");
        }
        if (value.isArray()) {
            value.forEach(item -> refuseTime(item, path, at, source));
        }
    }

    private static Refusal refusal(StrictNode at, String problem, String mend) {
        return Refusal.mistake("dvc.vars", "Cannot read " + at.place() + ": " + problem + ".", mend);
    }
}
