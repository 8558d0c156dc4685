package dev.waybill.common.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What MLflow's UI wants to know of a model that a run logged, from the model's {@code MLmodel} file. */
final class LoggedModel {

    private static final List<String> TAKEN_FROM_MLMODEL = List.of("utc_time_created", "model_uuid", "flavors");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private LoggedModel() {}

    /** The value of {@link RunTags#MODEL_HISTORY} with one more model. */
    static String addTo(String history, String runId, Path folder, String artifactPath) {
        try {
            ArrayNode models = (ArrayNode) JSON.readTree(history);
            ObjectNode model = describe(runId, folder, artifactPath);
            if (!isIn(models, model)) { // as after an attempt that failed later
                models.add(model);
            }
            return JSON.writeValueAsString(models);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the tag " + RunTags.MODEL_HISTORY + " of run " + runId, e);
        }
    }

    private static boolean isIn(ArrayNode models, ObjectNode model) {
        for (JsonNode known : models) {
            if (known.equals(model)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode describe(String runId, Path folder, String artifactPath) {
        ObjectNode model = JSON.createObjectNode().put("run_id", runId).put("artifact_path", artifactPath);
        JsonNode file = mlmodel(folder.resolve("MLmodel"));
        TAKEN_FROM_MLMODEL.forEach(field -> model.set(field, file.path(field)));
        return model;
    }

    private static JsonNode mlmodel(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
