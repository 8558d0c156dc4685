package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.Promote.Decision;
import dev.waybill.jobs.promote.Promote.Receipt;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromoteTest {

    private static final String LONG = "cast(unix_timestamp(finished_at) - unix_timestamp(requested_at) > 840 as int)";

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
    void makesTheFirstModelChampionAndThenLeavesItThere() {
        pipeline.run(new Register());
        Receipt receipt = pipeline.run(new Promote());
        assertThat(receipt.decision()).isEqualTo(Decision.promoted);
        assertThat(receipt.reason()).isEqualTo("It passes every gate.");
        assertThat(receipt.champion()).isEmpty();
        assertThat(receipt.rows()).isEqualTo(80);
        assertThat(receipt.gates().stream().map(Gate::origin))
                .containsExactly("gates.mae", "global_median", "median_by_origin");
        assertThat(receipt.verdict()).isEmpty();
        assertThat(new Promote().summary(receipt)).isEqualTo("tiny/1 is now champion");
        assertThat(alias("champion")).hasValue(1);
        assertThat(alias("previous")).isEmpty();
        assertThat(home.resolve("pipelines/tiny/champion.json")).hasContent("""
                {
                  "model" : "tiny",
                  "version" : 1
                }
                """.strip());

        Receipt again = pipeline.run(new Promote());
        assertThat(again.decision()).isEqualTo(Decision.unchanged);
        assertThat(again.verdict()).isEmpty();
        assertThat(new Promote().summary(again)).isEqualTo("tiny/1 is champion already");
        assertThat(decisions())
                .containsExactlyInAnyOrder(
                        "1 promoted It passes every gate.",
                        "1 1 unchanged It is the champion already, and passes every gate.");
    }

    @Test
    void aChampionThatNoLongerPassesStaysAndIsTold() {
        pipeline.run(new Register());
        pipeline.run(new Promote());
        Receipt receipt = pipeline.run(new Promote(), "gates={mae: 0.01}");
        assertThat(receipt.decision()).isEqualTo(Decision.refused);
        assertThat(receipt.verdict()).hasValue(ExitCode.PROMOTION_REFUSED);
        assertThat(receipt.rows()).isEqualTo(80);
        assertThat(receipt.reason())
                .matches("it is and stays the champion, but mae \\d\\.\\d{3} is above 0\\.01000 \\(gates\\.mae\\)");
        assertThat(alias("champion")).hasValue(1);
    }

    @Test
    void refusesTheFirstModelThatFailsAGate() {
        pipeline.run(new Register());
        Receipt receipt = pipeline.run(new Promote(), "gates={mae: 0.01, r2: 0.999}");
        JsonNode metrics = JsonFile.read(pipeline.workspace().metrics("evaluate"), JsonNode.class);
        String reason = "mae %.4g is above 0.01000 (gates.mae); r2 %.4g is below 0.9990 (gates.r2)"
                .formatted(metrics.get("mae").asDouble(), metrics.get("r2").asDouble());
        assertThat(receipt.decision()).isEqualTo(Decision.refused);
        assertThat(receipt.reason()).isEqualTo(reason);
        assertThat(receipt.verdict()).hasValue(ExitCode.PROMOTION_REFUSED);
        assertThat(new Promote().summary(receipt)).isEqualTo("refused tiny/1: " + reason);
        assertThat(alias("champion")).isEmpty();
        assertThat(home.resolve("pipelines/tiny/champion.json"))
                .hasContent("{\n  \"model\" : \"tiny\",\n  \"version\" : null\n}");
        assertThat(decisions()).containsExactly("1 refused " + reason);
        assertThat(JsonFile.read(pipeline.workspace().metrics("promote"), JsonNode.class)
                        .get("decision")
                        .asText())
                .isEqualTo("refused");
    }

    @Test
    void refusesTheFirstModelThatIsWorseThanANaivePrediction() {
        pipeline.run(new Train(), "model.num_round=1", "model.eta=0.01");
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
        Receipt receipt = pipeline.run(new Promote());
        assertThat(receipt.decision()).isEqualTo(Decision.refused);
        assertThat(receipt.reason()).matches("mae \\d\\.\\d{3} is above \\d\\.\\d{3} \\(median_by_origin\\)");
    }

    /** Nine labels in ten are to lie below the prediction, and the naive guess is the ninth tenth of a group. */
    @Test
    void comparesQuantilesByThePinballLoss() {
        String quantile = "model={objective: reg:quantileerror, quantile_alpha: 0.9, num_round: 30, max_depth: 3}";
        pipeline.run(new Train(), quantile);
        Evaluate.Result evaluated = pipeline.run(new Evaluate(), quantile);
        assertThat(new Evaluate().summary(evaluated))
                .matches("pinball \\d\\.\\d\\d min on 80 rows \\(naive: global_quantile \\d\\.\\d\\d min,"
                        + " quantile_by_origin \\d\\.\\d\\d min\\); MAE \\d\\.\\d\\d min");
        pipeline.run(new Register(), quantile);
        Receipt receipt = pipeline.run(new Promote(), quantile, "gates={pinball: 1.5}");
        assertThat(receipt.decision()).isEqualTo(Decision.promoted);
        assertThat(receipt.gates())
                .extracting(Gate::metric, Gate::origin)
                .containsExactly(
                        tuple("mae", "gates.mae"),
                        tuple("pinball", "gates.pinball"),
                        tuple("pinball", "global_quantile"),
                        tuple("pinball", "quantile_by_origin"));
    }

    @Test
    void holdsProbabilitiesToMetricsOfTheirTask() throws IOException {
        predictWhetherTripsAreLong("gates: {auc: 0.6, log_loss: 0.69, brier: 0.25, accuracy: 0.5}");
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
        pipeline.run(new Train());
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
        Receipt receipt = pipeline.run(new Promote());
        assertThat(receipt.reason()).isEqualTo("It passes every gate.");
        assertThat(receipt.gates())
                .extracting(Gate::metric, Gate::origin)
                .containsExactly(
                        tuple("auc", "gates.auc"),
                        tuple("log_loss", "gates.log_loss"),
                        tuple("brier", "gates.brier"),
                        tuple("accuracy", "gates.accuracy"),
                        tuple("log_loss", "global_mean"),
                        tuple("log_loss", "mean_by_origin"));

        pipeline.run(new Train(), "model.num_round=2");
        pipeline.run(new Register());
        Receipt weaker = pipeline.run(new Promote());
        assertThat(weaker.reason()).matches("log_loss 0\\.\\d+ is above 0\\.\\d+ \\(champion tiny/1\\)");
        assertThatThrownBy(() -> pipeline.run(new Promote(), "gates.mae=4"))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Invalid params: --set gates.mae=4: 'gates.mae' is not a metric of the task binary. Known here:"
                                + " accuracy, auc, brier, log_loss, rows. Correct it there.");
    }

    private void predictWhetherTripsAreLong(String gates) throws IOException {
        String params = Files.readString(home.resolve("pipelines/tiny/params.yaml"));
        pipeline.write(
                "pipelines/tiny/params.yaml",
                List.of(params.replace("task: regression", "task: binary")
                        .replace("(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60", LONG)
                        .replace("eta_minutes between 1 and 90", "eta_minutes between 0 and 1")
                        .replace("gates: {mae: 5}", gates)));
    }

    @Test
    void replacesTheChampionOnlyByABetterModel() {
        pipeline.run(new Register());
        trainAndRegister("model.num_round=4", "model.max_depth=2");
        champion(2);
        challenger(1);
        Receipt better = pipeline.run(new Promote());
        assertThat(better.decision()).isEqualTo(Decision.promoted);
        assertThat(better.champion()).hasValue(2);
        assertThat(better.rows()).isEqualTo(80);
        assertThat(new Promote().summary(better)).isEqualTo("tiny/1 is now champion, before it was 2");
        assertThat(alias("champion")).hasValue(1);
        assertThat(alias("previous")).hasValue(2);

        challenger(2);
        Receipt worse = pipeline.run(new Promote());
        assertThat(worse.decision()).isEqualTo(Decision.refused);
        assertThat(worse.reason()).matches("mae \\d\\.\\d{3} is above \\d\\.\\d{3} \\(champion tiny/1\\)");
        assertThat(alias("champion")).hasValue(1);
        assertThat(alias("previous")).hasValue(2);
        assertThat(decisions()).hasSize(2);

        refused(
                "promote.no-common-rows",
                "Cannot compare with champion tiny/1: no row of 2020-03-10/2020-03-11 that neither model has seen has a"
                        + " label. Wait for the labels, or move split.test.",
                "split.test=2020-03-10/2020-03-11");
        assertThat(decisions()).hasSize(2);
    }

    @Test
    void refusesToCompareOnRowsThatTheChampionWasTrainedOn() {
        pipeline.run(new Register());
        trainAndRegister(
                "split.train=2020-03-02/2020-03-07",
                "split.valid=2020-03-08/2020-03-08",
                "split.test=2020-03-09/2020-03-09");
        champion(2);
        challenger(1);
        refused(
                "promote.no-common-rows",
                "Cannot compare with champion tiny/2: it was trained on dates up to 2020-03-08, the test dates"
                        + " 2020-03-07/2020-03-08 end before. Move split.test to later dates.");
        assertThat(pipeline.run(new Promote(), "split.test=2020-03-07/2020-03-09")
                        .rows())
                .isEqualTo(40);
    }

    @Test
    void refusesToPromoteNothing() {
        refused(
                "promote.no-challenger",
                "Cannot promote a model of tiny: none is registered as challenger. Run ./waybill repro -p tiny first.");
    }

    @Test
    void refusesGatesOfUnknownMetrics() {
        refused(
                "params.invalid-value",
                "Invalid params: --set gates.mea=4: 'gates.mea' is not a metric. Did you mean 'mae'? Correct it there.",
                "gates.mea=4");
    }

    private void trainAndRegister(String... overrides) {
        pipeline.run(new Train(), overrides);
        pipeline.run(new Register(), overrides);
    }

    private void champion(int version) {
        pipeline.tracking().setAlias("tiny", "champion", version);
    }

    private void challenger(int version) {
        pipeline.tracking().setAlias("tiny", "challenger", version);
    }

    private Optional<Integer> alias(String alias) {
        return pipeline.tracking().byAlias("tiny", alias).map(ModelVersion::version);
    }

    private List<String> decisions() {
        return pipeline.tables()
                .read("promotions")
                .selectExpr("concat_ws(' ', challenger_version, champion_version, decision, reason)")
                .as(Encoders.STRING())
                .collectAsList();
    }

    private void refused(String code, String message, String... overrides) {
        assertThatThrownBy(() -> pipeline.run(new Promote(), overrides))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage(message);
    }
}
