package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.python.Venv;
import dev.waybill.common.section.Probability.Method;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model folder's own Python code says of rows is what is scored. */
class PythonModelTest {

    private static final int ROWS = 200;

    @TempDir
    private Path home;

    private record Case(TrainedModel model, Dataset<Row> rows, String column) {

        List<Row> scored() {
            return Scoring.score(rows, model, column, 2).orderBy("id").collectAsList();
        }

        Path write(Path folder) {
            List<List<Object>> example = rows.orderBy("id").select("hour", "place").collectAsList().stream()
                    .map(row -> List.of(row.get(0), row.get(1)))
                    .toList();
            ModelFolder.write(folder, model, new InputExample(List.copyOf(example)));
            return folder;
        }
    }

    @Test
    void saysTheSameInPythonWithEveryCalibration() throws IOException, InterruptedException, XGBoostError {
        Venv venv = Venv.of("xgboost", "XGBoost in Python", List.of("xgboost-cpu==3.2.0", "pandas<3", "setuptools<81"));
        ProbabilityTest.train();
        ClassesTest.train();
        List<Case> cases = Stream.concat(
                        Arrays.stream(Method.values()).map(PythonModelTest::ofYesOrNo),
                        Arrays.stream(Method.values()).map(PythonModelTest::ofClasses))
                .toList();
        List<String> command = new ArrayList<>(List.of(venv.program("python"), script().toString()));
        for (Case each : cases) {
            command.add(each.write(home.resolve("model-" + command.size())).toString());
        }
        JsonNode said = JsonFile.JSON.readTree(Venv.well(home, Map.of(), command));

        for (int i = 0; i < cases.size(); i++) {
            List<Row> scored = cases.get(i).scored();
            assertThat(scored).hasSize(ROWS).hasSameSizeAs(said.get(i));
            for (int row = 0; row < ROWS; row++) {
                assertSame(scored.get(row), said.get(i).get(row));
            }
        }
    }

    private static Case ofYesOrNo(Method method) {
        return new Case(
                ProbabilityTest.model("{calibration: %s}".formatted(method)),
                ProbabilityTest.rows(ROWS, 1).drop("late"),
                "probability");
    }

    private static Case ofClasses(Method method) {
        return new Case(
                ClassesTest.model("{calibration: %s, top-classes: 4}".formatted(method)),
                ClassesTest.rows(ROWS, 1).drop("ends"),
                "ends");
    }

    private static void assertSame(Row scored, JsonNode said) {
        assertThat(said.path("probability").asDouble()).isCloseTo(scored.<Double>getAs("probability"), within(1e-5));
        if (said.has("decision")) {
            assertThat(said.path("decision").asBoolean()).isEqualTo(scored.<Boolean>getAs("decision"));
            return;
        }
        assertThat(said.path("ends").asText()).isEqualTo(scored.<String>getAs("ends"));
        List<Row> all = scored.getList(scored.fieldIndex("probabilities"));
        assertThat(all)
                .hasSize(4)
                .allSatisfy(each -> assertThat(said.path("probability_" + each.<String>getAs("class"))
                                .asDouble())
                        .isCloseTo(each.<Double>getAs("probability"), within(1e-5)));
    }

    private Path script() throws IOException {
        Path script = home.resolve("predict.py");
        try (InputStream source = Objects.requireNonNull(PythonModelTest.class.getResourceAsStream("predict.py"))) {
            Files.write(script, source.readAllBytes());
        }
        return script;
    }
}
