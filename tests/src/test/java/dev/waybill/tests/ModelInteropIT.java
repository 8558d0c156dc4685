package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.Encoding;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.InputExample;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.python.Venv;
import dev.waybill.common.table.SharedSpark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
        JsonNode printed = predictedInPython(version, model);
        TrainedModel trained = ModelFolder.read(model);
        float[][] ours = predicted(trained.booster(), trained.inputs());
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

    @Test
    void tellsTheSameOfLimitsInPython() throws IOException, InterruptedException, XGBoostError {
        TrainedModel trained = ModelFolder.read(model);
        List<Limit> limits = limits();
        Path limited = folder.resolve("limited");
        ModelFolder.write(
                limited,
                trained.with(trained.calibration()
                        .map(found -> new Calibration(
                                found.scale(),
                                found.intervals(),
                                found.widths(),
                                found.range(),
                                limits,
                                found.profile()))),
                new InputExample(StreamSupport.stream(example().spliterator(), false)
                        .map(row -> Arrays.asList(values(row)))
                        .toList()));
        JsonNode printed = predictedInPython("3.6.0", limited);
        assertThat(printed.path("columns").toString())
                .isEqualTo("[\"eta_minutes\",\"eta_minutes_within_12\",\"eta_minutes_within_25.5\"]");
        float[][] predictions = predicted(trained.booster(), trained.inputs());
        float[][] scales = predicted(trained.calibration().orElseThrow().scale(), trained.inputs());
        double[] ours = new double[2];
        for (int row = 0; row < predictions.length; row++) {
            Limit.probabilities(limits, predictions[row][0], scales[row][0], ours);
            assertThat(printed.at("/beside/" + row + "/0").asDouble()).isCloseTo(ours[0], within(TOLERANCE));
            assertThat(printed.at("/beside/" + row + "/1").asDouble()).isCloseTo(ours[1], within(TOLERANCE));
        }
    }

    private static List<Limit> limits() {
        Random random = new Random(3);
        double[] predictions = random.doubles(200, 2, 40).toArray();
        double[] scales = random.doubles(200, 1, 8).toArray();
        double[] labels = IntStream.range(0, 200)
                .mapToDouble(row -> predictions[row] + scales[row] * random.nextGaussian())
                .toArray();
        return Limit.calibrate(List.of(12.0, 25.5), predictions, scales, labels, SharedSpark.session());
    }

    private static JsonNode predictedInPython(String version, Path folderOfModel)
            throws IOException, InterruptedException {
        Venv venv = Venv.of(
                "mlflow-xgboost-" + version,
                "MLflow " + version,
                List.of("mlflow-skinny==" + version, "xgboost-cpu==3.2.0", "pandas<3", "setuptools<81"));
        List<String> command = List.of(venv.program("python"), script().toString(), folderOfModel.toString());
        return JsonFile.JSON.readTree(Venv.well(folder, Map.of(), command));
    }

    private static JsonNode example() throws IOException {
        return JsonFile.JSON
                .readTree(Files.readString(model.resolve("input_example.json")))
                .path("data");
    }

    /** The example is rows of the features table, encoded as scoring encodes them. */
    private static float[][] predicted(Booster booster, List<Input> inputs) throws IOException, XGBoostError {
        JsonNode rows = example();
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
        return booster.inplace_predict(numbers, rows.size(), inputs.size(), Float.NaN);
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
