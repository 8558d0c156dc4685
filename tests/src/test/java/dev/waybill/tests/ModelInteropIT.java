package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.Encoding;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.python.Venv;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model folder in the hands of the real MLflow: predictions are those that Waybill makes. */
class ModelInteropIT {

    private static final double TOLERANCE = 1e-5;

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void train() throws IOException {
        model = DemoHome.shared().pipeline().resolve("model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.22.1", "3.6.0"})
    void predictsTheSameInPython(String version) throws IOException, InterruptedException, XGBoostError {
        Venv venv = Venv.of(
                "mlflow-xgboost-" + version,
                "MLflow " + version,
                List.of("mlflow-skinny==" + version, "xgboost-cpu==3.2.0", "pandas<3", "setuptools<81"));
        JsonNode printed = JsonFile.JSON.readTree(
                Venv.well(folder, Map.of(), List.of(venv.program("python"), script().toString(), model.toString())));
        float[][] ours = predicted();
        assertThat(printed.path("rows").asInt()).isEqualTo(ours.length).isEqualTo(5);
        assertThat(printed.path("columns").toString()).isEqualTo("[\"eta_minutes\"]");
        for (int row = 0; row < ours.length; row++) {
            for (String way : List.of("xgboost", "pyfunc", "one by one")) {
                assertThat(printed.path(way).path(row).asDouble())
                        .as("%s of row %d", way, row)
                        .isCloseTo(ours[row][0], within(TOLERANCE));
            }
        }
    }

    /** The example is rows of the features table, encoded as scoring encodes them. */
    private static float[][] predicted() throws IOException, XGBoostError {
        JsonNode rows = JsonFile.JSON
                .readTree(Files.readString(model.resolve("input_example.json")))
                .path("data");
        TrainedModel trained = ModelFolder.read(model);
        List<Input> inputs = trained.inputs();
        assertThat(inputs).anyMatch(Input::categorical);
        StructType schema = new StructType();
        for (Input input : inputs) {
            schema = schema.add(input.name(), input.categorical() ? DataTypes.StringType : DataTypes.DoubleType);
        }
        Encoding encoding = new Encoding(inputs, schema);
        float[] numbers = new float[rows.size() * inputs.size()];
        for (int row = 0; row < rows.size(); row++) {
            encoding.encode(RowFactory.create(values(rows.get(row))), numbers, row * inputs.size());
        }
        return trained.booster().inplace_predict(numbers, rows.size(), inputs.size(), Float.NaN);
    }

    private static @Nullable Object[] values(JsonNode row) {
        return StreamSupport.stream(row.spliterator(), false)
                .<@Nullable Object>map(value -> {
                    if (value.isNull()) {
                        return null;
                    }
                    return value.isTextual() ? value.asText() : (Object) value.asDouble();
                })
                .toArray();
    }

    private static Path script() throws IOException {
        Path script = folder.resolve("predict.py");
        try (InputStream source = Objects.requireNonNull(ModelInteropIT.class.getResourceAsStream("predict.py"))) {
            Files.write(script, source.readAllBytes());
        }
        return script;
    }
}
