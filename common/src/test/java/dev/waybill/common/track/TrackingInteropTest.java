package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.table.TableVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store that we and MLflow itself write to in turns: an MLflow of the schema that we create, and one of the newest,
 * which upgrades the file when it first opens it.
 */
@Tag("interop")
class TrackingInteropTest {

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {MlflowPython.LAST_2, MlflowPython.NEWEST})
    void sharesAStoreWithMlflow(String version) throws Exception {
        MlflowPython mlflow = MlflowPython.install(version);
        Path folder = scratch.resolve("my tracking");
        String run = write(folder, 5.0);

        assertSeen(mlflow.read(scratch, folder.resolve("mlflow.db"), "from-python"), run);
        assertContinues(folder);
        JsonNode later = mlflow.read(scratch, folder.resolve("mlflow.db"), "again-from-python");

        assertThat(later.at("/runs/0/metrics/mae").asDouble()).isEqualTo(4.0);
        assertThat(later.at("/runs/0/inputs")).hasSize(1);
        assertThat(later.at("/champion/version").asInt()).isEqualTo(3);
        assertThat(later.at("/versions")).hasToString("[1,2,3]");
    }

    private String write(Path folder, double mae) throws IOException {
        try (Tracking tracking = LocalTracking.open(folder, new TickingClock())) {
            String run = tracking.startRun("green-taxi", "train", Map.of(RunTags.GIT_COMMIT, "abc123"));
            tracking.logParams(run, Map.of("trees", "200"));
            tracking.logMetrics(run, Map.of("mae", 9.0, "nan", Double.NaN), 0);
            tracking.logMetrics(run, Map.of("mae", mae), 1);
            TableVersion features = new TableVersion("features", "table-id", 3);
            tracking.logInputs(
                    run,
                    List.of(DatasetInput.of(features, "/warehouse/features", "training", OptionalLong.of(58_212))));
            tracking.logModel(run, modelFolder(), "model");
            ModelVersion registered = tracking.register("green-taxi", run, "model", Map.of("gate", "passed"));
            tracking.setAlias("green-taxi", "champion", registered.version());
            tracking.finish(run, RunStatus.FINISHED);
            return run;
        }
    }

    private static void assertSeen(JsonNode seen, String run) {
        assertThat(seen.at("/experiments")).hasToString("[\"Default\",\"green-taxi\"]");
        assertThat(seen.at("/champion"))
                .hasToString("{\"version\":1,\"run_id\":\"" + run
                        + "\",\"status\":\"READY\",\"stage\":\"None\",\"tags\":{\"gate\":\"passed\"}}");
        assertThat(seen.at("/versions")).hasToString("[1]");
        assertThat(seen.at("/aliases")).hasToString("{\"champion\":1}");
        assertThat(seen.at("/mlmodel").asText()).contains("0123456789abcdef0123456789abcdef");
        assertThat(seen.at("/runs")).hasSize(1);
        assertRunSeen(seen.at("/runs/0"));
    }

    private static void assertRunSeen(JsonNode run) {
        assertThat(run.at("/name").asText()).isEqualTo("train");
        assertThat(run.at("/status").asText()).isEqualTo("FINISHED");
        assertThat(run.at("/ended").asLong()).isGreaterThan(run.at("/started").asLong());
        assertThat(run.at("/params")).hasToString("{\"trees\":\"200\"}");
        assertThat(run.at("/metrics/mae").asDouble()).isEqualTo(5.0);
        assertThat(run.at("/metrics/nan").asText()).isEqualTo("NaN");
        assertThat(run.at("/history")).hasToString("[[0,9.0],[1,5.0]]");
        assertThat(run.at("/tags").path(RunTags.GIT_COMMIT).asText()).isEqualTo("abc123");
        assertThat(run.at("/tags").path(RunTags.MODEL_HISTORY).asText()).contains("\"artifact_path\":\"model\"");
        assertThat(run.at("/artifacts")).hasToString("[\"model/MLmodel\",\"model/data\"]");
        assertThat(run.at("/inputs")).hasSize(1);
        assertThat(run.at("/inputs/0/name").asText()).isEqualTo("features");
        assertThat(run.at("/inputs/0/source_type").asText()).isEqualTo("delta_table");
        assertThat(run.at("/inputs/0/source").asText())
                .isEqualTo("{\"delta_table_version\":3,\"path\":\"/warehouse/features\"}");
        assertThat(run.at("/inputs/0/profile").asText()).isEqualTo("{\"approx_count\":58212}");
        assertThat(run.at("/inputs/0/tags/mlflow.data.context").asText()).isEqualTo("training");
    }

    private void assertContinues(Path folder) throws IOException {
        try (Tracking tracking = LocalTracking.open(folder, new TickingClock())) {
            ModelVersion python = tracking.byAlias("green-taxi", "from-python").orElseThrow();
            assertThat(python.version()).isEqualTo(2);
            assertThat(python.tags()).containsExactly(Map.entry("by", "python"));
            assertThat(tracking.download(python).resolve("MLmodel")).exists();
        }
        write(folder, 4.0);
    }

    private Path modelFolder() throws IOException {
        Path data = Files.createDirectories(scratch.resolve("trained/data"));
        Files.writeString(data.resolve("model.ubj"), "trees");
        Files.writeString(data.resolveSibling("MLmodel"), """
                utc_time_created: '2020-03-01 00:00:00.000000'
                model_uuid: 0123456789abcdef0123456789abcdef
                flavors:
                  xgboost: {data: model.ubj}
                """);
        return data.resolveSibling("");
    }
}
