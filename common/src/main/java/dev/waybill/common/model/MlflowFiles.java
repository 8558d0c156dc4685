package dev.waybill.common.model;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.ScoredTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What MLflow, 2.22 or 3, needs to open a model folder as {@code mlflow.xgboost} and as {@code mlflow.pyfunc}
 * (<a href="https://mlflow.org/docs/latest/ml/model/#storage-format">storage format</a>).
 */
final class MlflowFiles {

    static final String MLMODEL = "MLmodel";
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String EXAMPLE = "input_example.json";
    private static final String LOADER = "waybill_model.py";
    private static final String LOADER_OF_LIMITS = "waybill_within.py";

    private MlflowFiles() {}

    /** By path in the folder, their texts. */
    static Map<String, String> of(TrainedModel model, InputExample example) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(MLMODEL, mlmodel(model));
        files.put(REQUIREMENTS, "mlflow>=2.22\nxgboost==%s\n".formatted(xgboost(model)));
        files.put(EXAMPLE, example(model.inputs(), example));
        files.put("code/" + LOADER, loader(LOADER));
        model.within().ifPresent(limits -> files.put("code/" + LOADER_OF_LIMITS, loader(LOADER_OF_LIMITS)));
        return files;
    }

    private static String mlmodel(TrainedModel model) {
        return """
                artifact_path: model
                flavors:
                  python_function:
                    code: code
                    loader_module: %s
                    python_version: 3.11.0
                  xgboost:
                    code: null
                    data: model.ubj
                    model_class: xgboost.core.Booster
                    model_format: ubj
                    xgb_version: %s
                mlflow_version: 2.22.1
                saved_input_example_info:
                  artifact_path: input_example.json
                  pandas_orient: split
                  type: dataframe
                signature:
                  inputs: '[%s]'
                  outputs: '[%s]'
                  params: null
                utc_time_created: '%s'
                """.formatted(module(model), xgboost(model), inputs(model.inputs()), outputs(model), created(model));
    }

    private static String module(TrainedModel model) {
        String file = model.within().isPresent() ? LOADER_OF_LIMITS : LOADER;
        return file.substring(0, file.indexOf('.'));
    }

    private static String xgboost(TrainedModel model) {
        return String.valueOf(model.provenance().versions().get("xgboost"));
    }

    /**
     * All of any type: pandas makes another type of integers and booleans as soon as one is missing, which MLflow would
     * refuse, and where only some columns are of any type, it puts the rows of a part of a frame out of line.
     */
    private static String inputs(List<Input> inputs) {
        return inputs.stream()
                .map(input -> "{\"type\": \"any\", \"name\": \"%s\", \"required\": false}".formatted(input.name()))
                .collect(Collectors.joining(", "));
    }

    private static String outputs(TrainedModel model) {
        if (model.probabilities().isPresent()) {
            return "{\"type\": \"double\", \"name\": \"%s\"}, {\"type\": \"boolean\", \"name\": \"%s\"}"
                    .formatted(ScoredTable.PROBABILITY, ScoredTable.DECISION);
        }
        return model.classes()
                .map(classes -> Stream.of(
                                Stream.of(output("string", model.label()), output("double", ScoredTable.PROBABILITY)),
                                classes.names().stream()
                                        .map(name -> output("double", ScoredTable.PROBABILITY + "_" + name)))
                        .flatMap(outputs -> outputs)
                        .collect(Collectors.joining(", ")))
                .orElseGet(() -> Stream.concat(
                                Stream.of(output("float", model.label())),
                                model.within().stream()
                                        .flatMap(List::stream)
                                        .map(limit -> output(
                                                "double", ScoredTable.within(model.label()) + "_" + limit.inWords())))
                        .collect(Collectors.joining(", ")));
    }

    /** The name of a class may be any text: it stands in JSON, and that in YAML's single quotes. */
    private static String output(String type, String name) {
        String quoted = JsonFile.JSON.getNodeFactory().textNode(name).toString();
        return "{\"type\": \"%s\", \"name\": %s}".formatted(type, quoted.replace("'", "''"));
    }

    private static String created(TrainedModel model) {
        return model.provenance().trainedAt().toString().replace('T', ' ').replace("Z", "");
    }

    private static String example(List<Input> inputs, InputExample example) {
        Map<String, Object> split = new LinkedHashMap<>();
        split.put("columns", inputs.stream().map(Input::name).toList());
        split.put("data", example.rows());
        return JsonFile.JSON.valueToTree(split) + "\n";
    }

    /** Python's part: what turns rows into the numbers of the booster, as {@link Encoding} does here. */
    private static String loader(String name) {
        try (InputStream text = Objects.requireNonNull(MlflowFiles.class.getResourceAsStream(name))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
