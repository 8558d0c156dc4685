package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.AtomicFile;
import dev.waybill.pipelines.dvc.Stage.Kind;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The metrics and the params of a pipeline as they are in the workspace, or were in a revision.
 *
 * @param home DVC's root
 * @param folder that holds the pipeline's dvc.yaml
 */
public record RevisionValues(Path home, Path folder, FileTree files) {

    /** By file, what it holds, without lists and nulls; nothing for a file that is not there. */
    public Map<Path, JsonNode> metrics() {
        Map<Path, JsonNode> metrics = new TreeMap<>();
        file().ifPresent(file -> {
            for (Stage stage : file.stages()) {
                stage.outs().stream()
                        .filter(out -> out.kind() == Kind.metrics)
                        .forEach(out -> metrics.put(out.path(), metrics(out.path(), cached(stage, out))));
            }
            file.metrics().forEach(path -> metrics.putIfAbsent(path, metrics(path, Optional.empty())));
        });
        return metrics;
    }

    /** By file, the values by dotted key that stages depend on or that templates use. */
    public Map<Path, JsonNode> params() {
        Map<Path, JsonNode> params = new TreeMap<>();
        ParamValues values = new ParamValues(files);
        file().ifPresent(file -> {
            keys(file).forEach((path, keys) -> params.put(path, tree(values, path, keys)));
            for (ParamsFile used : file.templated()) {
                params.computeIfAbsent(used.path(), path -> tree(values, path, Set.copyOf(used.keys())));
            }
        });
        return params;
    }

    private Optional<DvcFile> file() {
        return files.text(folder.resolve(DvcFile.NAME)).map(text -> DvcFile.read(home, folder, files));
    }

    /** The keys of each file that any stage names; none where one depends on all of it. */
    private static Map<Path, Set<String>> keys(DvcFile file) {
        Map<Path, Set<String>> keys = new LinkedHashMap<>();
        Set<Path> whole = new LinkedHashSet<>(file.params());
        for (Stage stage : file.stages()) {
            for (ParamsFile params : stage.params()) {
                keys.computeIfAbsent(params.path(), path -> new LinkedHashSet<>())
                        .addAll(params.keys());
                if (params.keys().isEmpty()) {
                    whole.add(params.path());
                }
            }
        }
        whole.forEach(path -> keys.put(path, Set.of()));
        return keys;
    }

    private static ObjectNode tree(ParamValues values, Path path, Set<String> keys) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.setAll(values.present(new ParamsFile("", path, List.copyOf(keys))));
        return tree;
    }

    private JsonNode metrics(Path path, Optional<String> cached) {
        return files.text(path)
                .or(() -> cached)
                .map(text -> numbersAndTexts(ParamValues.parse(files.name(path), text)))
                .orElseGet(MissingNode::getInstance);
    }

    /** Git does not have what DVC keeps; the lock says which of the kept files it was. */
    private Optional<String> cached(Stage stage, Out out) {
        Path lock = folder.resolve(DvcLock.NAME);
        if (!out.cache() || files.text(out.path()).isPresent()) {
            return Optional.empty();
        }
        return files.text(lock)
                .flatMap(text -> DvcLock.parse(files.name(lock), text).stage(stage.name()))
                .flatMap(locked -> locked.out(out.written()))
                .map(entry -> home.resolve(".dvc/cache/files/md5").resolve(entry.cachePath()))
                .filter(Files::isRegularFile)
                .map(AtomicFile::read);
    }

    private static JsonNode numbersAndTexts(JsonNode metrics) {
        if (metrics.isNumber() || metrics.isTextual() || metrics.isBoolean()) {
            return metrics;
        } else if (!metrics.isObject()) {
            return JsonNodeFactory.instance.objectNode();
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        metrics.fields().forEachRemaining(field -> {
            JsonNode value = numbersAndTexts(field.getValue());
            if (!value.isObject() || !value.isEmpty()) {
                kept.set(field.getKey(), value);
            }
        });
        return kept;
    }
}
