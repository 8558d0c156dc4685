package dev.waybill.common.model;

import dev.waybill.common.job.JsonFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What MLflow, 2.22 or 3, needs to open a model folder as {@code mlflow.xgboost} and as {@code mlflow.pyfunc}
 * (<a href="https://mlflow.org/docs/latest/ml/model/#storage-format">storage format</a>).
 */
final class MlflowFiles {

    static final String MLMODEL = "MLmodel";
    private static final String REQUIREMENTS = "requirements.txt";
    private static final String EXAMPLE = "input_example.json";

    private MlflowFiles() {}

    /** By name, their texts. */
    static Map<String, String> of(TrainedModel model, InputExample example) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(MLMODEL, mlmodel(model));
        files.put(REQUIREMENTS, "mlflow>=2.22\nxgboost==%s\n".formatted(xgboost(model)));
        files.put(EXAMPLE, example(model.inputs(), example));
        return files;
    }

    private static String mlmodel(TrainedModel model) {
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
                saved_input_example_info:
                  artifact_path: input_example.json
                  pandas_orient: split
                  type: dataframe
                signature:
                  inputs: '[%s]'
                  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1]}}]'
                  params: null
                utc_time_created: '%s'
                """.formatted(xgboost(model), columns(model.inputs()), created(model));
    }

    private static String xgboost(TrainedModel model) {
        return String.valueOf(model.provenance().versions().get("xgboost"));
    }

    private static String columns(List<Input> inputs) {
        return inputs.stream()
                .map(input -> "{\"type\": \"double\", \"name\": \"%s\", \"required\": false}".formatted(input.name()))
                .collect(Collectors.joining(", "));
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
}
