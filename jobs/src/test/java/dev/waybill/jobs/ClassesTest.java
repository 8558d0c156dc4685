package dev.waybill.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.Classes;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.audit.PredictionAudit;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.promote.Receipt;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that predicts one of several classes, from its source to the figures of a night. */
class ClassesTest {

    private static final String CLASS =
            "case when origin = 'z0' and destination = '4' and day(requested_at) = 7 then 'new'"
                    + " when finished_at > requested_at + interval 14 minutes then \\\"a 'long' one\\\""
                    + " when finished_at > requested_at + interval 9 minutes then 'so so' else 'short' end";

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void prepare() throws IOException {
        pipeline = TinyPipeline.withFeatures(home);
        String params = Files.readString(home.resolve("pipelines/tiny/params.yaml"));
        pipeline.write(
                "pipelines/tiny/params.yaml",
                List.of(params.replace("task: regression", "task: multiclass")
                                .replace(
                                        "(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60",
                                        "\"" + CLASS + "\"")
                                .replace("name: eta_minutes", "name: length")
                                .replace("      history:\n", "")
                                .replaceAll("(?m)^  history:\n.*\n", "")
                                .replace("eta_minutes between 1 and 90", "length is not null")
                                .replace("    unit: min\n", "")
                                .replace(
                                        "gates: {mae: 5}",
                                        "gates: {accuracy: 0.5, macro_f1: 0.3, log_loss: 3, top_2_accuracy: 0.7}")
                        + "probability: {top-classes: 2}\n"));
        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void goesFromTheSourceToTheFiguresOfANight() throws IOException {
        Train.Result trained = pipeline.run(new Train());
        assertThat(trained.remarks())
                .allMatch(remark -> remark.contains("are not calibrated") || remark.contains("lacks"));
        Classes classes =
                ModelFolder.read(pipeline.workspace().model()).classes().orElseThrow();
        assertThat(classes.names()).containsExactly("a 'long' one", "short", "so so");
        assertThat(classes.top()).isEqualTo(2);

        Evaluate.Result evaluated =
                pipeline.run(new Evaluate(), "evaluate.segments=[[origin]]", "evaluate.segment-rows=5");
        judges(evaluated);
        shows(evaluated);

        pipeline.run(new Register());
        Receipt first = pipeline.run(new Promote());
        assertThat(first.reason()).isEqualTo("It passes every gate.");
        pipeline.run(new BatchScore());
        pipeline.run(new Outcomes());
        pipeline.run(new DriftReport());
        publishes();
        PredictionAudit audit = PredictionAudit.of(
                "2020-03-08-001", Optional.empty(), pipeline.bind(PredictionAudit.Params.class), pipeline.context());
        assertThat(audit.differences()).isEmpty();

        pipeline.run(new Train(), "model.num_round=1", "model.weights.classes=balanced");
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
        Receipt weaker = pipeline.run(new Promote());
        assertThat(weaker.reason()).contains("log_loss", "of champion tiny/1");
        assertThat(weaker.metrics().get("champion tiny/1")).containsKeys("accuracy", "macro_f1", "top_2_accuracy");
    }

    private void judges(Evaluate.Result result) {
        assertThat(result.model())
                .containsKeys("accuracy", "top_2_accuracy", "macro_f1", "weighted_f1", "log_loss", "calibration_error")
                .doesNotContainKeys("mae", "auc", "rms_log_loss")
                .containsEntry("rows", 80.0);
        assertThat(result.model())
                .containsKey(JsonFile.JSON.valueToTree(result).get("loss").asText());
        assertThat(result.baselines().keySet()).containsExactly("global_most_frequent", "most_frequent_by_origin");
        assertThat(result.model().get("log_loss"))
                .isLessThan(result.baselines()
                        .getOrDefault("global_most_frequent", Map.of())
                        .getOrDefault("log_loss", Double.NaN));
        assertThat(result.remarks())
                .anyMatch(
                        remark -> remark.matches("\\d of 80 rows are of a class that the model was not trained on:.*"));
        assertThat(new Evaluate().summary(result))
                .matches("accuracy 0\\.\\d{3}, log_loss [01]\\.\\d{4} on 80 rows \\(naive: global_most_frequent"
                        + " [01]\\.\\d{4}, most_frequent_by_origin [01]\\.\\d{4}\\)");
        JsonNode metrics = JsonFile.read(pipeline.workspace().metrics("evaluate"), JsonNode.class);
        assertThat(metrics.at("/classes/0/class").asText()).isEqualTo("a 'long' one");
        long rows = 0;
        for (JsonNode cell : metrics.get("confusion")) {
            rows += cell.get("rows").asLong();
        }
        assertThat(rows).isEqualTo(80);
        assertThat(pipeline.tables()
                        .sql(
                                "select distinct metric from evaluation where segment = 'origin' order by 1",
                                List.of("evaluation"))
                        .as(Encoders.STRING())
                        .collectAsList())
                .contains("log_loss", "log_loss_deviation", "accuracy", "top_2_accuracy", "skill")
                .doesNotContain("mae");
    }

    private void shows(Evaluate.Result result) throws IOException {
        assertThat(Files.readString(result.report()).replaceAll("base64,[^\"]+", ""))
                .containsPattern(
                        "<h1>Right for [\\d.]+% of rows, and for [\\d.]+% among the 2 likeliest classes; always the"
                                + " most frequent class would be right for [\\d.]+%</h1>")
                .contains(
                        "Which class is taken for which",
                        "a &#39;long&#39; one",
                        "most frequent by origin",
                        "By origin")
                .doesNotContain("MAE", "abs. error", "yes", "{{", "NaN");
        assertThat(Files.readString(pipeline.workspace().report("model-card.md")))
                .contains("| so so |", "among the 2 likeliest classes", "| origin | rows | right | log loss |")
                .doesNotContain("MAE", "AUC", "{{", "NaN");
        assertThat(ImageIO.read(pipeline.workspace()
                        .report("plots")
                        .resolve("confusion.png")
                        .toFile()))
                .isNotNull();
    }

    private void publishes() {
        Row row = pipeline.tables()
                .sql(
                        "select length, probability, probabilities, confidence, calibration, is_ood from scored_current limit 1",
                        List.of("scored_current"))
                .first();
        assertThat(row.getString(0)).isIn("a 'long' one", "short", "so so");
        assertThat(row.<Row>getList(2))
                .hasSize(2)
                .first()
                .satisfies(likeliest -> assertThat(likeliest.getDouble(1))
                        .isEqualTo(row.getDouble(1))
                        .isEqualTo(row.getDouble(3)));
        assertThat(row.getString(4)).isEqualTo("sigmoid");
        assertThat(row.isNullAt(5)).isFalse();
        assertThat(pipeline.tables()
                        .sql(
                                "select round(sum(value * labels) / sum(labels), 9) = (select round(avg(1 - error), 9) from"
                                        + " outcomes) from performance where segment = 'all' and metric = 'accuracy'",
                                List.of("performance", "outcomes"))
                        .first()
                        .getBoolean(0))
                .isTrue();
        assertThat(pipeline.tables()
                        .sql(
                                "select distinct column_name from drift_metrics where column_role = 'prediction'",
                                List.of("drift_metrics"))
                        .as(Encoders.STRING())
                        .collectAsList())
                .contains("length", "probability");
    }

    @Test
    void refusesALabelThatIsNoClass() {
        assertThatThrownBy(
                        () -> pipeline.run(new Train(), "split.train=2020-03-01/2020-03-01", "source.label.expr='one'"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> pipeline.bind(Train.Params.class, "source.label.name=Probability"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "'source' has 'Probability' as its label, in its key or as its event-time, but table"
                                + " scored of the task multiclass has a column of its own by that name; call it something else");
        assertThatThrownBy(() -> pipeline.run(new Train(), "probability.decision.threshold=0.3"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(
                        "is of binary tasks, but the task is multiclass: the likeliest class is predicted");
    }
}
