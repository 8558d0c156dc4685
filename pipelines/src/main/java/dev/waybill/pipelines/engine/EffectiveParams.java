package dev.waybill.pipelines.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.pipelines.dvc.ParamValues;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of params that stages run with: those of the file, with what {@code conf/<env>.yaml} and {@code --set} say
 * over it. What ran is what dvc.lock holds, so that a later run without {@code --set} is seen to differ.
 *
 * @param file the pipeline's own params.yaml, which the others are laid over
 */
record EffectiveParams(ParamValues values, Path file, ObjectNode over) {

    /** The values that are there, by dotted key. */
    Map<String, JsonNode> of(ParamsFile declared) {
        Map<String, JsonNode> found = new LinkedHashMap<>(values.present(declared));
        if (declared.path().equals(file)) {
            // Of a file that is named whole, what stands in it: the environment has sections that belong to no stage.
            List<String> keys = declared.keys().isEmpty() ? List.copyOf(found.keySet()) : declared.keys();
            keys.forEach(key -> {
                JsonNode stronger = at(over, key);
                if (!stronger.isMissingNode()) {
                    found.merge(key, stronger, EffectiveParams::merged);
                }
            });
        }
        return found;
    }

    private static JsonNode merged(JsonNode value, JsonNode stronger) {
        if (!(value instanceof ObjectNode mapping) || !(stronger instanceof ObjectNode fields)) {
            return stronger;
        }
        ObjectNode merged = mapping.deepCopy();
        fields.fields().forEachRemaining(field -> {
            JsonNode own = mapping.get(field.getKey());
            merged.set(field.getKey(), own == null ? field.getValue() : merged(own, field.getValue()));
        });
        return merged;
    }

    private static JsonNode at(JsonNode tree, String key) {
        JsonNode at = tree;
        for (String word : key.split("\\.", -1)) {
            at = at instanceof ObjectNode ? at.path(word) : MissingNode.getInstance();
        }
        return at;
    }
}
