package dev.waybill.jobs.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.Tracking;
import dev.waybill.common.track.server.MlflowVariables;
import dev.waybill.common.track.server.Patience;
import dev.waybill.common.track.server.ServerAddress;
import dev.waybill.common.track.server.ServerTracking;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisterTest {

    private static final Map<String, String> TRAINING = Map.of(RunTags.JOB, "train");

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withModel(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void makesTheModelAVersionWithARunThatSaysAllAboutIt() {
        Register.Result result = pipeline.run(new Register());
        String sha256 = ModelFolder.read(pipeline.workspace().model()).sha256();
        assertThat(result).isEqualTo(new Register.Result("tiny", 1, sha256, true, false));
        assertThat(new Register().summary(result)).isEqualTo("tiny/1 as challenger");

        ModelVersion version = pipeline.tracking().byAlias("tiny", "challenger").orElseThrow();
        assertThat(version.tags())
                .containsEntry("waybill.model_sha256", sha256)
                .containsEntry(
                        "waybill.model_id",
                        ModelFolder.read(pipeline.workspace().model()).id());
        assertThat(ModelFolder.read(pipeline.tracking().download(version)).sha256())
                .isEqualTo(sha256);

        JsonNode evaluated = JsonFile.read(pipeline.workspace().metrics("evaluate"), JsonNode.class);
        assertThat(pipeline.tracking().metrics(version.runId()))
                .containsEntry("mae", evaluated.get("mae").asDouble())
                .containsEntry(
                        "baselines.global_median.mae",
                        evaluated.at("/baselines/global_median/mae").asDouble());
        assertThat(pipeline.tracking().params(version.runId()))
                .containsEntry("model.num_round", "12")
                .containsEntry("model.max_depth", "3")
                .containsEntry("split.train", "2020-03-02/2020-03-05");
        assertThat(pipeline.tracking().tags(version.runId()))
                .containsEntry("waybill.run_id", "run-1")
                .containsEntry(
                        "waybill.version.spark", pipeline.context().spark().version())
                .containsKey("waybill.feature_set_version")
                .doesNotContainValue("");
        assertThat(home.resolve("pipelines/tiny/registered.json")).hasContent("""
                {
                  "model" : "tiny",
                  "version" : 1
                }
                """.strip());
    }

    @Test
    void aVersionIsOfTheRunThatTrainedItsModel() {
        Map<String, String> tags = Map.of(RunTags.JOB, "train", RunTags.WAYBILL_RUN, "run-1");
        String other = pipeline.tracking().startRun("tiny", "train", tags);
        String training = pipeline.tracking().startRun("tiny", "train", tags);
        String sha256 = ModelFolder.read(pipeline.workspace().model()).sha256();
        pipeline.tracking().setTags(training, Map.of(RunTags.MODEL_SHA256, sha256));
        pipeline.tracking().logParams(training, Map.of("model.max_depth", "3.0"));

        pipeline.run(new Register());

        String run = pipeline.tracking().versions("tiny").get(0).runId();
        assertThat(run).isEqualTo(training).isNotEqualTo(other);
        assertThat(pipeline.tracking().params(run))
                .containsEntry("model.max_depth", "3.0") // as it was written
                .containsEntry("model.num_round", "12");
    }

    @Test
    void describesAVersionByItsCardAsFarAsMlflowTakesIt() throws IOException {
        Path card = Artifact.report("model-card.md").in(pipeline.workspace());
        Files.writeString(card, "# Tiny\n");
        pipeline.run(new Register());
        assertThat(pipeline.tracking().versions("tiny").get(0).description()).isEqualTo("# Tiny\n");

        Files.writeString(card, "# Tiny\n" + "All is well.\n".repeat(500));
        pipeline.run(new Register());
        assertThat(pipeline.tracking().versions("tiny").get(0).description())
                .startsWith("# Tiny\nAll is well.\n")
                .endsWith("\nAll is well.\n\nThe rest is in reports/model-card.md of the run of evaluate.\n")
                .hasSizeBetween(4_950, 5_000);
    }

    @Test
    void registersTheSameModelOnce() throws IOException {
        pipeline.run(new Register());
        byte[] first = Files.readAllBytes(home.resolve("pipelines/tiny/registered.json"));
        Register.Result again = pipeline.run(new Register());
        assertThat(again.registeredNow()).isFalse();
        assertThat(again.evaluatedAnew()).isFalse();
        assertThat(again.version()).isEqualTo(1);
        assertThat(new Register().summary(again))
                .isEqualTo("tiny/1 as challenger; the same model was registered already");
        assertThat(pipeline.tracking().versions("tiny")).hasSize(1);
        assertThat(home.resolve("pipelines/tiny/registered.json")).hasBinaryContent(first);
    }

    /** One of before versions had the tag. */
    @Test
    void knowsAModelWithoutItsIdByItsFiles() throws IOException {
        TrainedModel model = ModelFolder.read(pipeline.workspace().model());
        Tracking tracking = pipeline.tracking();
        String run = tracking.startRun("tiny", "train", Map.of());
        tracking.logModel(run, pipeline.workspace().model(), "model");
        ModelVersion older = tracking.register("tiny", run, "model", Map.of("waybill.model_sha256", model.sha256()));
        assertThat(pipeline.run(new Register()).version()).isEqualTo(1);

        Files.delete(tracking.download(older).resolve("MLmodel"));
        assertThat(pipeline.run(new Register()).version()).isEqualTo(2);
    }

    @Test
    void aVersionThatIsEvaluatedAnewHasTheNewMetrics() {
        pipeline.run(new Register());
        ObjectNode evaluated = JsonFile.read(pipeline.workspace().metrics("evaluate"), ObjectNode.class);
        double mae = evaluated.get("mae").asDouble();
        JsonFile.write(pipeline.workspace().metrics("evaluate"), evaluated.put("mae", mae + 1));
        Register.Result again = pipeline.run(new Register());
        assertThat(new Register().summary(again))
                .isEqualTo("tiny/1 as challenger; the same model was registered already, its metrics are the new ones");
        String run =
                pipeline.tracking().byAlias("tiny", "challenger").orElseThrow().runId();
        assertThat(pipeline.tracking().metrics(run)).containsEntry("mae", mae + 1);
        assertThat(pipeline.tracking().versions("tiny")).hasSize(1);
    }

    @Test
    void registersAnotherModelAsTheNextVersionAndMovesTheAlias() {
        pipeline.run(new Register());
        pipeline.run(new Train(), "model.max_depth=2");
        assertThatThrownBy(() -> pipeline.run(new Register()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot judge the trained model by evaluate.json: the figures in it are of another model."
                        + " Run ./waybill repro first: it evaluates the model that was trained last.");
        assertThat(pipeline.tracking().versions("tiny")).hasSize(1);
        pipeline.run(new Evaluate());
        assertThat(pipeline.run(new Register()).version()).isEqualTo(2);
        assertThat(pipeline.tracking()
                        .byAlias("tiny", "challenger")
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
    }

    @Test
    void goesOnWithTheRunOfAnAttemptThatBrokeOff() throws IOException {
        Path inTheWay = Files.writeString(
                Files.createDirectories(home.resolve("mlflow")).resolve("mlartifacts"), "");
        assertThatThrownBy(() -> pipeline.run(new Register()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Cannot copy ");
        assertThat(pipeline.tracking().runs("tiny", TRAINING)).hasSize(1);

        Files.delete(inTheWay);
        assertThat(pipeline.run(new Register()).version()).isEqualTo(1);
        List<String> runs = pipeline.tracking().runs("tiny", TRAINING);
        assertThat(runs).hasSize(1);
        assertThat(pipeline.tracking().metricHistory(runs.get(0), "mae")).hasSize(1);
    }

    @Test
    void keepsModelsThatAServerCannotBeGivenAndHandsThemInInOrder() {
        refusedByAServer(2);
        String second = pipeline.run(new Train(), "model.max_depth=2").modelSha256();
        pipeline.run(new Evaluate());
        refusedByAServer(1);
        refusedByAServer(1); // the same model is kept once, as of the last time
        PendingRegistrations pending = PendingRegistrations.of(home, "tiny");

        List<PendingRegistrations.HandedIn> handedIn = pending.handIn(pipeline.tracking());
        assertThat(handedIn).extracting(PendingRegistrations.HandedIn::version).containsExactly(1, 2);
        assertThat(handedIn.get(1).modelSha256()).isEqualTo(second);
        assertThat(handedIn).allMatch(PendingRegistrations.HandedIn::registeredNow);
        ModelVersion challenger =
                pipeline.tracking().byAlias("tiny", "challenger").orElseThrow();
        assertThat(challenger.version()).isEqualTo(2);
        assertThat(pipeline.tracking().params(challenger.runId())).containsEntry("model.max_depth", "2");
        assertThat(pending.handIn(pipeline.tracking())).isEmpty();
        assertThat(home.resolve("data/registrations/tiny")).isEmptyDirectory();
    }

    @Test
    void handsInWhatIsKeptBeforeItsOwn() {
        String first = ModelFolder.read(pipeline.workspace().model()).sha256();
        refusedByAServer(1);
        pipeline.run(new Train(), "model.max_depth=2");
        pipeline.run(new Evaluate());
        assertThat(pipeline.run(new Register()).version()).isEqualTo(2);

        assertThat(pipeline.tracking().versions("tiny").get(1).tags()).containsEntry("waybill.model_sha256", first);
        assertThat(home.resolve("data/registrations/tiny")).isEmptyDirectory();
    }

    private void refusedByAServer(int hoursAgo) {
        ServerAddress nobody = ServerAddress.of("http://127.0.0.1:1", MlflowVariables.of(Map.of()));
        Patience none = new Patience(Duration.ofSeconds(5), 1, Duration.ZERO, Duration.ZERO, pause -> {});
        JobContext ours = pipeline.context();
        JobContext theirs = new JobContext(
                ours.spark(),
                ours.tables(),
                ServerTracking.open(nobody, none, Configuration::new, home.resolve("data/models"), ours.clock()),
                ours.workspace(),
                Clock.offset(ours.clock(), Duration.ofHours(-hoursAgo)),
                ours.progress(),
                Map.of());
        Register register = new Register();
        assertThatThrownBy(() -> register.run(pipeline.bind(register.params()), theirs))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot reach the MLflow server http://127.0.0.1:1: nothing listens there. The model is kept in"
                                + " data/registrations/tiny. Start it, or correct 'tracking' in the params or in conf/, or"
                                + " MLFLOW_TRACKING_URI. Then ./waybill models sync -p tiny hands it in.");
    }

    @Test
    void refusesAModelThatWasNotEvaluated() throws IOException {
        Files.delete(pipeline.workspace().metrics("evaluate"));
        assertThatThrownBy(() -> pipeline.run(new Register()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read evaluate.json: the job that writes it has not run yet. Run ./waybill repro"
                        + " first.");
        assertThat(pipeline.tracking().versions("tiny")).isEmpty();
    }
}
