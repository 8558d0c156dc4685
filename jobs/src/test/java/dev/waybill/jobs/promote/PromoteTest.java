package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Loss;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
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
        isReadAlsoAsAnOlderWaybillWroteIt(receipt);
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

    private void isReadAlsoAsAnOlderWaybillWroteIt(Receipt receipt) {
        ObjectNode written = JsonFile.read(pipeline.workspace().metrics("promote"), ObjectNode.class);
        assertThat(Receipt.read(written.toString())).isEqualTo(receipt);
        assertThat(written.has("experiment")).isTrue();
        assertThat(Receipt.read(written.without("experiment").toString())).isEqualTo(receipt);
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
        pipeline.run(new Register());
        champion(1); // of minutes
        predictWhetherTripsAreLong(
                "gates: {auc: 0.6, log_loss: 0.69, brier: 0.25, accuracy: 0.5, calibration_error: 0.4, f1: 0.1, lift_top_decile: 1}");
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
        pipeline.run(new Train());
        assertThat(pipeline.run(new Evaluate()).remarks())
                .contains("Champion tiny/1 is not compared: it is a model of eta_minutes (task regression), not of"
                        + " eta_minutes (task binary).");
        pipeline.run(new Register());
        Receipt receipt = pipeline.run(new Promote());
        assertThat(receipt.reason())
                .isEqualTo(
                        "It passes every gate; champion tiny/1 could not be asked, since it is a model of eta_minutes"
                                + " (task regression), the challenger one of eta_minutes (task binary).");
        assertThat(receipt.gates())
                .extracting(Gate::metric, Gate::origin)
                .containsExactly(
                        tuple("auc", "gates.auc"),
                        tuple("log_loss", "gates.log_loss"),
                        tuple("brier", "gates.brier"),
                        tuple("accuracy", "gates.accuracy"),
                        tuple("calibration_error", "gates.calibration_error"),
                        tuple("f1", "gates.f1"),
                        tuple("lift_top_decile", "gates.lift_top_decile"),
                        tuple("log_loss", "global_mean"),
                        tuple("log_loss", "mean_by_origin"));

        trainAndRegister("model.num_round=2");
        Receipt weaker = pipeline.run(new Promote());
        assertThat(weaker.reason())
                .matches("log_loss 0\\.\\d+ against 0\\.\\d+ of champion tiny/2, which chance alone may give: .*");
        assertThat(weaker.metrics().get("champion tiny/2"))
                .containsKeys("auc", "average_precision", "log_loss", "recall")
                .doesNotContainKeys("mae", "rmse");
        assertThat(pipeline.workspace().report("promote.html"))
                .content()
                .contains("log_loss, on rows that neither has seen", "average_precision")
                .doesNotContain("mae", "MAE", "rmse");
        assertThatThrownBy(() -> pipeline.run(new Promote(), "gates.mae=4"))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Invalid params: --set gates.mae=4: 'gates.mae' is not a metric of the task binary. Known here:"
                                + " accuracy, auc, average_precision, brier, calibration_error, f1, lift_top_decile, log_loss,"
                                + " precision, quality_score, recall, rows. Correct it there.");
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
        Receipt tooFew = pipeline.run(new Promote(), "promote.few-days=inconclusive");
        assertThat(tooFew.decision()).isEqualTo(Decision.inconclusive);
        assertThat(tooFew.verdict()).hasValue(ExitCode.PROMOTION_REFUSED);
        assertThat(new Promote().summary(tooFew))
                .isEqualTo("cannot tell whether tiny/1 is better: days with labelled rows that are new to both"
                        + " models: 2, while promote.days asks for 14");
        Receipt dry = pipeline.run(new Promote(), "promote.mode=dry-run");
        assertThat(dry.decision()).isEqualTo(Decision.would_promote);
        assertThat(new Promote().summary(dry)).isEqualTo("tiny/1 would be promoted, but promote.mode is dry-run");
        assertThat(alias("champion")).hasValue(2);

        Receipt better = pipeline.run(new Promote(), "gates={mae: {max: 5}, quality_score: 99}");
        assertThat(better.decision()).isEqualTo(Decision.promoted);
        assertThat(better.rule()).hasValue(Rule.superior);
        assertThat(better.reason())
                .matches(
                        "It passes every gate; mae \\d\\.\\d{3} against \\d\\.\\d{3} of champion tiny/2, which is more than"
                                + " chance: the difference is -\\S+, from -\\S+ to -\\S+ over \\d\\d hours\\.");
        assertThat(better.gates()).extracting(Gate::metric, Gate::value).contains(tuple("quality_score", 100.0));
        assertThat(better.comparison().orElseThrow().says())
                .isEqualTo("The interval is over the hours of these 2 days alone: day-to-day variation is not in it.");
        assertThat(pipeline.workspace().report("promote.html"))
                .content()
                .contains(
                        "tiny/1 is now the champion", "day-to-day variation is not in it", "<svg class=\"difference\"");
        ModelVersion now = pipeline.tracking().byAlias("tiny", "champion").orElseThrow();
        assertThat(now.tags()).containsEntry("waybill.promotion", "promoted");
        assertThat(pipeline.tracking().tags(now.runId()))
                .containsEntry("waybill.promotion", "promoted")
                .containsEntry("waybill.promotion_reason", better.reason());
        assertThat(pipeline.tracking().download(now).resolveSibling("promotion"))
                .isDirectoryContaining("glob:**promote.json")
                .isDirectoryContaining("glob:**promote.html");
        assertThat(better.champion()).hasValue(2);
        assertThat(better.rows()).isEqualTo(80);
        assertThat(new Promote().summary(better)).isEqualTo("tiny/1 is now champion, before it was 2");
        assertThat(alias("champion")).hasValue(1);
        assertThat(alias("previous")).hasValue(2);

        challenger(2);
        Receipt worse = pipeline.run(new Promote());
        assertThat(worse.decision()).isEqualTo(Decision.refused);
        assertThat(worse.reason())
                .matches("mae \\d\\.\\d{3} against \\d\\.\\d{3} of champion tiny/1, which chance alone may give: .*");
        assertThat(alias("champion")).hasValue(1);
        assertThat(alias("previous")).hasValue(2);
        assertThat(decisions()).hasSize(4);

        refused(
                "promote.no-common-rows",
                "Cannot compare with champion tiny/1: no row of 2020-03-10/2020-03-11 that neither model has seen has a"
                        + " label. Wait for the labels, or move split.test.",
                "split.test=2020-03-10/2020-03-11");
        assertThat(decisions()).hasSize(4);
    }

    @Test
    void aChangeOfFeaturesLeavesAWayWhereTheChampionHasScoredNothing() {
        pipeline.run(new Register());
        pipeline.run(new Promote());
        String change = "features.columns.hour=hour(requested_at) + 1";
        pipeline.run(new FeatureEngineer(), change);
        trainAndRegister(change, "model.max_depth=2");
        Receipt receipt = pipeline.run(new Promote(), change);
        assertThat(receipt.decision()).isEqualTo(Decision.promoted);
        assertThat(receipt.rule()).hasValue(Rule.champion_not_asked);
        assertThat(receipt.reason())
                .isEqualTo(
                        "It passes every gate; champion tiny/1 could not be asked, since the features have changed and it"
                                + " has scored no labelled row of the test dates.");
        assertThat(receipt.gates().stream().map(Gate::origin))
                .containsExactly("gates.mae", "global_median", "median_by_origin");
    }

    @Test
    void refusesFiguresOfAnotherModel() {
        pipeline.run(new Register());
        pipeline.run(new Train(), "model.max_depth=2");
        pipeline.run(new Evaluate(), "evaluate.importance-rows=2");
        refused(
                "evaluate.other-model",
                "Cannot judge tiny/1 by evaluate.json: the figures in it are of another model. Run ./waybill repro first: it"
                        + " evaluates the model that was trained last.");
    }

    @Test
    void findsTheSegmentInWhichTheChallengerIsWorse() {
        Promote.Params params =
                pipeline.bind(Promote.Params.class, "evaluate.segments=[[place]]", "promote.cost={late: 2, early: 1}");
        Dataset<Row> rows = pipeline.context()
                .spark()
                .range(0, 3360, 1, 3)
                .selectExpr(
                        "timestamp'2020-03-01 00:00:00' + make_interval(0, 0, 0, 0, cast(id / 10 as int)) as requested_at",
                        "if(id % 5 = 0, 'hill', if(id % 5 = 1, 'rare', 'town')) as place",
                        "cast(10 + (id * 7919) % 13 as double) as eta_minutes",
                        "id")
                .where("place <> 'rare' or id < 400")
                .selectExpr(
                        "*",
                        "to_date(requested_at) as event_date",
                        "eta_minutes + if(place = 'hill', -3, 1) as _challenger",
                        "eta_minutes + if(id % 2 = 0, -2, 4) as _champion");
        PredictionLoss loss = new PredictionLoss(Loss.mae, 0);
        Dataset<Row> needed = PairedLosses.needed(rows, params);
        List<PairedCell> cells = PairedLosses.cells(needed, loss, params);
        PairedSums all = cells.stream().map(PairedCell::sums).reduce(PairedSums.NONE, PairedSums::plus);
        assertThat(cells).hasSize(14 * 24).isSortedAccordingTo(Comparator.comparingLong(PairedCell::block));
        assertThat(all).isEqualTo(new PairedSums(2768, 672 * 6 + 2096, 2768 * 4));

        SegmentGuard guard = PairedLosses.segments(needed, loss, params, Unit.days);
        assertThat(guard.compared()).as("rare has too few rows").isEqualTo(2);
        assertThat(guard.worse())
                .extracting(SegmentDifference::value, SegmentDifference::rows, SegmentDifference::difference)
                .containsExactly(tuple("hill", 672L, 2.0));
        assertThat(guard.refusals())
                .containsExactly(
                        "worse in place hill: 6.000 against 4.000 on 672 rows, beyond what chance gives one of 2"
                                + " segments");
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
        refused(
                "params.wrong-type",
                "Invalid params: --set gates.mae=little: 'gates.mae' must be a number, or a mapping of min, max, but is"
                        + " 'little'. Correct it there.",
                "gates.mae=little");
        refused(
                "params.invalid-value",
                "Invalid params: --set gates.mae={min: 2, max: 1}: 'gates.mae' has min 2.0 above max 1.0. Correct it"
                        + " there.",
                "gates.mae={min: 2, max: 1}");
    }

    private void trainAndRegister(String... overrides) {
        pipeline.run(new Train(), overrides);
        pipeline.run(
                new Evaluate(),
                Stream.concat(Stream.of(overrides), Stream.of("evaluate.importance-rows=2"))
                        .toArray(String[]::new));
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
