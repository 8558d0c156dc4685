package dev.waybill.common.params;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.YamlFile;
import dev.waybill.common.file.YamlReader;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The params of a pipeline, merged key by key. Precedence, the strongest first: {@code --set key=value}, then
 * {@code conf/<env>.yaml}, then {@code pipelines/<name>/params.yaml}. A list is replaced as a whole.
 */
public final class Params {

    private final ObjectNode tree;
    private final ObjectNode overlay;
    /** Where each path was last set: {@code pipelines/green-taxi/params.yaml:12}; of the empty one, the file. */
    private final Map<String, String> places;

    private Params(ObjectNode tree, ObjectNode overlay, Map<String, String> places) {
        this.tree = tree;
        this.overlay = overlay;
        this.places = places;
    }

    /**
     * Reads and merges; binds nothing yet.
     *
     * @param home the folder that holds {@code pipelines/} and {@code conf/}
     * @param overrides of the form {@code model.max_depth=8}, the value as YAML
     */
    public static Params load(Path home, String pipeline, String env, List<String> overrides) {
        YamlFile params = YamlFile.read(home, folder(home, pipeline).resolve("params.yaml"));
        YamlFile environment = YamlFile.read(home, home.resolve("conf").resolve(env + ".yaml"));
        ObjectNode overlay = environment.tree().deepCopy();
        Map<String, String> places = new HashMap<>(params.places());
        places.putAll(environment.places());
        for (String override : overrides) {
            merge(overlay, parse(override));
            String path = override.substring(0, override.indexOf('='));
            places.keySet().removeIf(place -> place.startsWith(path + "["));
            places.put(path, "--set " + override);
            for (String at = parent(path); !at.isEmpty(); at = parent(at)) {
                places.putIfAbsent(at, "--set " + override);
            }
        }
        places.put("", params.name());
        ObjectNode tree = params.tree().deepCopy();
        merge(tree, overlay.deepCopy());
        return new Params(tree, overlay, places);
    }

    /** What stands over the pipeline's own file: of the environment and of {@code --set}. */
    public ObjectNode overlay() {
        return overlay.deepCopy();
    }

    /** All values that count, in one text: two equal ones mean the same params. */
    public String text() {
        return tree.toString();
    }

    /** A pipeline's folder, refused with the nearest name if there is none. */
    public static Path folder(Path home, String pipeline) {
        Path folder = home.resolve("pipelines").resolve(pipeline);
        if (!names(home).contains(pipeline)) { // by its exact name, which tables and locks go by: not demo/
            throw Refusal.mistake(
                    "pipeline.unknown",
                    "Cannot find pipeline '" + pipeline + "': no pipelines/" + pipeline + "/params.yaml.",
                    Suggestion.sentence(pipeline, names(home)));
        }
        return folder;
    }

    /** The pipelines there are. */
    public static List<String> names(Path home) {
        String[] names = home.resolve("pipelines").toFile().list();
        return Arrays.stream(names == null ? new String[0] : names)
                .filter(name -> Files.isRegularFile(
                        home.resolve("pipelines").resolve(name).resolve("params.yaml")))
                .sorted()
                .toList();
    }

    /**
     * Checks all sections at once, those that no given record knows included.
     *
     * @param sections records whose components are sections of params.yaml
     * @throws Refusal naming every problem with its file and line
     */
    public void check(Collection<Class<? extends Record>> sections) {
        Binder binder = new Binder();
        Set<String> known = new LinkedHashSet<>();
        for (Class<? extends Record> type : sections) {
            known.addAll(Binder.keys(type));
            binder.bind(type, only(Binder.keys(type)), "");
        }
        List<Binder.Problem> problems = new ArrayList<>(binder.problems());
        tree.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problems.add(new Binder.Problem(
                        name, "params.unknown-key", "is not a known key. " + Suggestion.sentence(name, known)));
            }
        });
        refuse(problems);
    }

    /** The sections of a record that may be left out, since what counts then stands in its definition. */
    public static List<String> optional(Class<? extends Record> type) {
        return Binder.optionalKeys(type);
    }

    /** All sections of a record, as params.yaml writes them. */
    public static List<String> sections(Class<? extends Record> type) {
        return Binder.keys(type);
    }

    /** The sections of a record that there are. */
    public List<String> present(Class<? extends Record> type) {
        return Binder.keys(type).stream().filter(tree::has).toList();
    }

    /** The sections that are the components of a record. */
    public <P extends Record> P bind(Class<P> type) {
        Binder binder = new Binder();
        P bound = binder.bind(type, only(Binder.keys(type)), "");
        refuse(binder.problems());
        return Objects.requireNonNull(bound);
    }

    /**
     * Another file of settings, all of it, bound as strictly.
     *
     * @throws Refusal naming every problem with its line
     */
    public static <P extends Record> P read(Path home, Path file, Class<P> type) {
        YamlFile read = YamlFile.read(home, file);
        Map<String, String> places = new HashMap<>(read.places());
        places.put("", read.name());
        Binder binder = new Binder();
        P bound = binder.bind(type, read.tree(), "");
        new Params(read.tree(), read.tree(), places).refuse("settings", binder.problems());
        return Objects.requireNonNull(bound);
    }

    private ObjectNode only(List<String> keys) {
        return tree.deepCopy().retain(keys);
    }

    private void refuse(List<Binder.Problem> problems) {
        refuse("params", problems);
    }

    private void refuse(String what, List<Binder.Problem> problems) {
        List<String> lines = problems.stream()
                .map(problem -> "%s: '%s' %s".formatted(place(problem.path()), problem.path(), problem.message()))
                .distinct()
                .toList();
        if (!lines.isEmpty()) {
            throw Refusal.mistake(
                    problems.get(0).code(),
                    lines.size() == 1
                            ? "Invalid %s: %s".formatted(what, end(lines.get(0)))
                            : "Invalid %s, %d problems:%n  %s%n"
                                    .formatted(what, lines.size(), String.join("\n  ", lines)),
                    "Correct " + (lines.size() == 1 ? "it there." : "them there."));
        }
    }

    private static String end(String sentence) {
        return sentence.endsWith(".") || sentence.endsWith("?") ? sentence : sentence + ".";
    }

    /** Where a key stands, such as {@code pipelines/green-taxi/params.yaml:12}, or else the nearest enclosing key that does. */
    public String place(String path) {
        String place = places.get(path);
        return place == null ? place(parent(path)) : place;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.fields().forEachRemaining(field -> {
            if (into.get(field.getKey()) instanceof ObjectNode target
                    && field.getValue() instanceof ObjectNode source) {
                merge(target, source);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    private static ObjectNode parse(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw Refusal.mistake(
                    "params.bad-override",
                    "Cannot read --set " + override + ": it is not key=value.",
                    "Write it like --set model.max_depth=8.");
        }
        String[] path = override.substring(0, equals).split("\\.", -1);
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode at = root;
        for (String key : Arrays.asList(path).subList(0, path.length - 1)) {
            at = at.putObject(key);
        }
        at.set(path[path.length - 1], value(override, override.substring(equals + 1)));
        return root;
    }

    private static JsonNode value(String override, String text) {
        try {
            return YamlReader.value("--set", text);
        } catch (Refusal e) {
            throw Refusal.mistake(
                    "params.bad-override",
                    "Cannot read --set " + override + ": the value is not YAML.",
                    "Quote it.",
                    e);
        }
    }
}
