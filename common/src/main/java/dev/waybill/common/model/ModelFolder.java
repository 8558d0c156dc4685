package dev.waybill.common.model;

import dev.waybill.common.job.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;

/**
 * A model as files: {@code model.ubj}, the native booster; {@code MLmodel}, by which MLflow opens it as
 * {@code mlflow.xgboost} and {@code mlflow.pyfunc}; {@code waybill.json}, what Waybill needs beside, with the SHA-256 of
 * each other file.
 */
public final class ModelFolder {

    private static final String BOOSTER = "model.ubj";
    private static final String MLMODEL = "MLmodel";
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String DESCRIPTION = "waybill.json";

    /** What waybill.json holds. */
    private record Description(String label, List<Input> inputs, Provenance provenance, Map<String, String> sha256) {}

    private ModelFolder() {}

    /** Replaces a folder by this model: complete, or not at all. */
    public static TrainedModel write(
            Path folder, Booster booster, List<Input> inputs, String label, Provenance provenance) {
        try {
            Path unfinished = folder.resolveSibling("." + folder.getFileName() + ".tmp");
            FileUtils.deleteDirectory(unfinished.toFile());
            Files.createDirectories(unfinished);
            Map<String, String> sha256 = new TreeMap<>();
            put(unfinished, BOOSTER, booster.toByteArray("ubj"), sha256);
            put(unfinished, MLMODEL, mlmodel(inputs, provenance).getBytes(StandardCharsets.UTF_8), sha256);
            put(unfinished, REQUIREMENTS, requirements(provenance).getBytes(StandardCharsets.UTF_8), sha256);
            JsonFile.write(unfinished.resolve(DESCRIPTION), new Description(label, inputs, provenance, sha256));
            FileUtils.deleteDirectory(folder.toFile());
            Files.move(unfinished, folder);
            return read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the model folder " + folder, e);
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot write the booster to " + folder, e);
        }
    }

    /** Reads a model; refuses files that are not those that were written. */
    public static TrainedModel read(Path folder) {
        Description description = JsonFile.read(folder.resolve(DESCRIPTION), Description.class);
        description.sha256().forEach((name, expected) -> requireUnchanged(folder.resolve(name), expected));
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve(BOOSTER));
            return new TrainedModel(
                    XGBoost.loadModel(bytes),
                    description.inputs(),
                    description.label(),
                    description.provenance(),
                    DigestUtils.sha256Hex(bytes));
        } catch (IOException | XGBoostError e) {
            throw new IllegalStateException("Cannot read the booster in " + folder, e);
        }
    }

    private static void put(Path folder, String name, byte[] bytes, Map<String, String> sha256) throws IOException {
        Files.write(folder.resolve(name), bytes);
        sha256.put(name, DigestUtils.sha256Hex(bytes));
    }

    private static void requireUnchanged(Path file, String expected) {
        String actual;
        try {
            actual = Files.exists(file) ? DigestUtils.sha256Hex(Files.readAllBytes(file)) : "none, the file is missing";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        if (!actual.equals(expected)) {
            throw Refusal.mistake(
                    "model.changed",
                    "Cannot load %s: its SHA-256 is %s, but %s was written.".formatted(file, actual, expected),
                    "Restore the file, or train again.");
        }
    }

    private static String mlmodel(List<Input> inputs, Provenance provenance) {
        String columns = inputs.stream()
                .map(input -> "{\"type\": \"double\", \"name\": \"%s\", \"required\": false}".formatted(input.name()))
                .reduce((left, right) -> left + ", " + right)
                .orElse("");
        return """
                artifact_path: model
                flavors:
                  python_function:
                    data: model.ubj
                    loader_module: mlflow.xgboost
                    python_version: 3.11.0
                  xgboost:
                    code: null
                    data: model.ubj
                    model_class: xgboost.core.Booster
                    model_format: ubj
                    xgb_version: %s
                mlflow_version: 2.22.1
                signature:
                  inputs: '[%s]'
                  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1]}}]'
                  params: null
                utc_time_created: '%s'
                """.formatted(
                        provenance.versions().get("xgboost"),
                        columns,
                        provenance.trainedAt().toString().replace('T', ' ').replace("Z", ""));
    }

    private static String requirements(Provenance provenance) {
        return "mlflow>=2.22\nxgboost==%s\n".formatted(provenance.versions().get("xgboost"));
    }
}
