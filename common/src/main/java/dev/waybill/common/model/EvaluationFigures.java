package dev.waybill.common.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;

/** The figures of {@code metrics/evaluate.json}, which say of which model they are. */
public final class EvaluationFigures {

    /** The key of {@link SavedModel#id}. */
    public static final String MODEL_ID = "model_id";

    private EvaluationFigures() {}

    /**
     * Reads the figures of a model.
     *
     * @param name what the model is called, for people: {@code demo/3}, or {@code the trained model}
     * @throws Refusal if there are none, or they are of another model: figures do not speak for another one
     */
    public static JsonNode of(SavedModel model, String name, Path file) {
        JsonNode figures = JsonFile.read(file, JsonNode.class);
        if (!figures.path(MODEL_ID).asText().equals(model.id())) {
            throw Refusal.mistake(
                    "evaluate.other-model",
                    "Cannot judge %s by %s: the figures in it are of another model."
                            .formatted(name, file.getFileName()),
                    "Run ./waybill repro first: it evaluates the model that was trained last.");
        }
        return figures;
    }
}
