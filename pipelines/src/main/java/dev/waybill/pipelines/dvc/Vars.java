package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.YamlScalar;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What templates can name: the params.yaml beside a dvc.yaml, then what {@code vars} adds. Nothing may be said twice,
 * not even with the same value.
 */
final class Vars {

    /** Where a value was said: a name for people, and the file if it is one of values. */
    private record Origin(String name, Optional<Path> file) {}

    private static final String PARAMS = "params.yaml";

    private final FileTree files;
    private final ObjectNode tree;
    /** Where each dotted key comes from, for those that are not mappings. */
    private final Map<String, Origin> sources;
    /** The keys that were taken from a file; empty means all of them. */
    private final Map<Path, List<String>> loaded;
    /** Set by {@code foreach} and {@code matrix}. */
    private final Optional<Iteration> round;
    /** Which values from files were asked for, by whomever shares this. */
    private final Map<Path, Set<String>> used;

    private Vars(
            FileTree files,
            ObjectNode tree,
            Map<String, Origin> sources,
            Map<Path, List<String>> loaded,
            Optional<Iteration> round,
            Map<Path, Set<String>> used) {
        this.files = files;
        this.tree = tree;
        this.sources = sources;
        this.loaded = loaded;
        this.round = round;
        this.used = used;
    }

    /**
     * What all stages of a dvc.yaml can name.
     *
     * @param folder that holds it
     * @param vars its top-level {@code vars}
     */
    static Vars of(FileTree files, Path folder, StrictNode vars) {
        Vars all = new Vars(
                files,
                JsonNodeFactory.instance.objectNode(),
                new HashMap<>(),
                new HashMap<>(),
                Optional.empty(),
                new TreeMap<>());
        Path params = folder.resolve(PARAMS).normalize();
        if (files.text(params).isPresent()) {
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
        Vars all = new Vars(files, tree.deepCopy(), new HashMap<>(sources), new HashMap<>(loaded), round, used);
        all.add(vars, directory);
        return all;
    }

    /** These and what one round of a loop sets, which hides what is called the same. */
    Vars with(Iteration round) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.setAll(tree);
        round.values().forEach(all::set);
        return new Vars(files, all, sources, loaded, Optional.of(round), used);
    }

    /** The value at an expression such as {@code train.layers[0].size}. */
    Optional<JsonNode> find(String expression) {
        List<String> words = Template.words(expression);
        JsonNode at = tree;
        for (String word : words) {
            at = at.isArray() ? item(at, word) : at.path(word);
        }
        if (at.isMissingNode()) {
            return Optional.empty();
        } else if (!at.isObject()) {
            use(words);
        }
        return Optional.of(at);
    }

    /** The values from files that were asked for so far. */
    List<ParamsFile> used() {
        return used.entrySet().stream()
                .map(file -> new ParamsFile(
                        file.getKey().getFileName().toString(),
                        file.getKey(),
                        file.getValue().stream().sorted().toList()))
                .toList();
    }

    /** What to do about an expression that names nothing. */
    String remedy(String expression) {
        return Suggestion.nearest(expression, sources.keySet())
                .map(near -> "Did you mean '${" + near + "}'?")
                .orElse("Add it to params.yaml or to vars.");
    }

    /** A list is known by its own key, what a loop sets by where it comes from. */
    private void use(List<String> words) {
        List<String> real = real(words);
        for (int length = real.size(); length > 0; length--) {
            Origin origin = sources.get(String.join(".", real.subList(0, length)));
            if (origin != null) {
                origin.file.ifPresent(file ->
                        used.computeIfAbsent(file, path -> new TreeSet<>()).add(String.join(".", real)));
                return;
            }
        }
    }

    private List<String> real(List<String> words) {
        if (round.isEmpty() || !round.get().values().containsKey(words.get(0))) {
            return words;
        }
        for (int length = words.size(); length > 0; length--) {
            String origin = round.get().origins().get(String.join(".", words.subList(0, length)));
            if (origin != null) {
                List<String> real = new ArrayList<>(Template.words(origin));
                real.addAll(words.subList(length, words.size()));
                return real;
            }
        }
        return List.of();
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
                merge(item.mapping(), item, new Origin(item.place(), Optional.empty()));
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
        String name = files.name(file);
        String text = files.text(file)
                .orElseThrow(
                        () -> refusal(at, "there is no file '" + written + "'", "Create it, or correct the name."));
        JsonNode content = ParamValues.parse(name, text);
        merge(only(content, keys, at, name), at, new Origin(name, Optional.of(file)));
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

    private void merge(ObjectNode from, StrictNode at, Origin source) {
        for (String name : round.map(Iteration::values).orElse(Map.of()).keySet()) {
            if (from.has(name)) {
                throw refusal(at, "'" + name + "' is what foreach and matrix set", "Call it otherwise.");
            }
        }
        merge("", tree, from, at, source);
    }

    private void merge(String path, ObjectNode into, ObjectNode from, StrictNode at, Origin source) {
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
                                .formatted(child, source.name, name(sources.get(child))),
                        "Call it otherwise, or remove one.");
            } else {
                put(child, into, key, field.getValue(), at, source);
            }
        });
    }

    private void put(String path, ObjectNode into, String key, JsonNode value, StrictNode at, Origin source) {
        if (value instanceof ObjectNode mapping) {
            merge(path, into.putObject(key), mapping, at, source);
        } else {
            into.set(key, value);
        }
        sources.put(path, source);
    }

    /** DVC stops at a date in a file whose values templates can name, whether or not any does. */
    private static void refuseTime(JsonNode value, String path, StrictNode at, Origin source) {
        if (value.isPojo()) {
            throw refusal(
                    at,
                    "'%s' in %s is a date, which DVC refuses where templates can name it".formatted(path, source.name),
                    "Put it in quotes.");
        }
        if (value.isArray()) {
            value.forEach(item -> refuseTime(item, path, at, source));
        }
    }

    private static String name(@Nullable Origin origin) {
        return origin == null ? "what came before" : origin.name;
    }

    private static Refusal refusal(StrictNode at, String problem, String remedy) {
        return Refusal.mistake("dvc.vars", "Cannot read " + at.place() + ": " + problem + ".", remedy);
    }
}
