package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateProbabilitiesTest {

    /** Words of errors of a quantity. */
    private static final List<String> OF_QUANTITIES = List.of(
            "MAE", "mae", "absolute error", "abs. error", "RMSE", "off by", "Off by", "Actual", "too short", "median");

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void train() throws IOException {
        pipeline = TinyPipeline.withFeatures(home);
        String params = Files.readString(home.resolve("pipelines/tiny/params.yaml"));
        pipeline.write(
                "pipelines/tiny/params.yaml",
                List.of(params.replace("task: regression", "task: binary")
                        .replace(
                                "(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60",
                                "cast(unix_timestamp(finished_at) - unix_timestamp(requested_at) > 840 as int)")
                        .replace("name: eta_minutes", "name: late")
                        .replace("of: eta_minutes, stats: [count, p50]", "of: late, stats: [count, avg]")
                        .replace("eta_minutes between 1 and 90", "late in (0, 1)")
                        .replace("    unit: min\n", "")
                        .replace("gates: {mae: 5}", "gates: {auc: 0.6}")));
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
        pipeline.run(new Train());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void judgesAsAClassification() throws IOException {
        Evaluate.Result result = pipeline.run(
                new Evaluate(), "evaluate.segments=[[origin]]", "evaluate.segment-rows=5", "evaluate.card.owner=Ann");

        assertThat(result.model())
                .containsKeys("auc", "log_loss", "brier", "calibration_error", "precision", "f1", "lift_top_decile")
                .doesNotContainKeys("mae", "rmse", "r2", "within_5", "rms_log_loss")
                .containsEntry("rows", 80.0);
        assertThat(result.baselines().keySet()).containsExactly("global_mean", "mean_by_origin");
        assertThat(result.baselines().get("global_mean")).containsEntry("auc", 0.5);
        assertThat(result.model().get("log_loss"))
                .isLessThan(
                        result.baselines().getOrDefault("global_mean", Map.of()).getOrDefault("log_loss", Double.NaN));
        assertThat(new Evaluate().summary(result))
                .matches("AUC [01]\\.\\d{3}, log_loss 0\\.\\d{4} on 80 rows \\(naive: global_mean 0\\.\\d{4},"
                        + " mean_by_origin 0\\.\\d{4}\\)");
        holdsTheFigures(result);
        showsThem(result);
        tellsTheCard();
        drawsThem();
        keepsSegments();
    }

    private void holdsTheFigures(Evaluate.Result result) {
        JsonNode metrics = JsonFile.read(pipeline.workspace().metrics("evaluate"), JsonNode.class);
        assertThat(metrics.get("auc").asDouble()).isEqualTo(result.model().get("auc"));
        JsonNode decision = metrics.get("decision");
        assertThat(decision.get("threshold").asDouble()).isEqualTo(0.5);
        assertThat(decision.get("true_yes").asInt()
                        + decision.get("false_yes").asInt()
                        + decision.get("missed_yes").asInt()
                        + decision.get("true_no").asInt())
                .isEqualTo(80);
        assertThat(metrics.at("/auc_interval/lower").asDouble())
                .isLessThan(result.model().get("auc"));
        assertThat(metrics.at("/auc_interval/interval_over").asText()).isEqualTo("rows");
        assertThat(metrics.at("/deciles/9/gain").asDouble()).isEqualTo(1);
        assertThat(metrics.at("/reliability/0/mean_probability").asDouble()).isBetween(0.0, 0.5);
        assertThat(metrics.at("/intervals/log_loss/lower").asDouble())
                .isLessThan(result.model().get("log_loss"));
        assertThat(metrics.at("/fairness/origin/segments").asInt()).isEqualTo(5);
        assertThat(metrics.toString()).doesNotContain("mae", "rmse", "rms_log_loss", "absolute");
    }

    private static void showsThem(Evaluate.Result result) throws IOException {
        String text = Files.readString(result.report()).replaceAll("base64,[^\"]+", "");
        assertThat(text)
                .containsPattern(
                        "<h1>AUC [01]\\.\\d{3}; of the 20% with the highest probability [\\d.]+% are yes, against"
                                + " [\\d.]+% of all</h1>")
                .containsPattern("The log loss is 0\\.\\d{4}, [\\d.]+% less than that of the naive guess\\.")
                .contains(
                        "Judged on 80 rows of 2020-03-07 to 2020-03-08",
                        "the log loss would lie between 0.",
                        "mean by origin",
                        "Reliability: the share of yes by predicted probability",
                        "ROC: ",
                        "Gain: ",
                        "0% to 10%",
                        "counts as a yes from a probability of 0.5000 on",
                        "Are called yes",
                        "By origin",
                        "Share of yes",
                        "Log loss",
                        "is in log-odds")
                .doesNotContain(OF_QUANTITIES)
                .doesNotContain("{{", "NaN");
    }

    private void tellsTheCard() throws IOException {
        assertThat(Files.readString(pipeline.workspace().report("model-card.md")))
                .contains(
                        "The model is compared by `log_loss`",
                        "the area under the ROC curve (AUC)",
                        "(calibration error)",
                        "| Are a yes |",
                        "| origin | rows | yes | log loss | 95% interval | bias |")
                .doesNotContain(OF_QUANTITIES)
                .doesNotContain("{{", "NaN");
    }

    private void drawsThem() throws IOException {
        try (Stream<Path> plots = Files.list(pipeline.workspace().report("plots"))) {
            List<Path> files = plots.toList();
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .contains(
                            "reliability.png",
                            "probabilities.png",
                            "roc.png",
                            "gains.png",
                            "segments-origin.png",
                            "importances.png",
                            "explanations.png")
                    .doesNotContain("errors.png", "predicted-and-actual.png");
            for (Path file : files) {
                assertThat(ImageIO.read(file.toFile())).as(file.toString()).isNotNull();
            }
        }
    }

    private void keepsSegments() {
        assertThat(pipeline.tables()
                        .sql(
                                "select distinct metric from evaluation where segment = 'origin' order by 1",
                                List.of("evaluation"))
                        .as(Encoders.STRING())
                        .collectAsList())
                .contains("log_loss", "log_loss_deviation", "base_rate", "bias", "skill", "accuracy")
                .doesNotContain("mae", "mae_deviation", "p90_absolute_error");
    }

    @Test
    void givesTheSameMetricsAgain() throws IOException {
        pipeline.run(new Evaluate());
        String first = Files.readString(pipeline.workspace().metrics("evaluate"));
        pipeline.run(new Evaluate());

        assertThat(pipeline.workspace().metrics("evaluate")).hasContent(first);
    }

    @Test
    void comparesByTheBrierScoreWhereParamsSaySo() throws IOException {
        Evaluate.Result result = pipeline.run(new Evaluate(), "evaluate.loss=brier");

        assertThat(Files.readString(result.report()))
                .containsPattern("The Brier score is 0\\.\\d{4}, [\\d.]+% (less|more) than that of the naive guess")
                .contains("<th></th><th class=\"number\">Brier</th><th class=\"number\">Log loss</th>");
        assertThat(new Evaluate().summary(result)).contains(", brier 0.");
    }
}
