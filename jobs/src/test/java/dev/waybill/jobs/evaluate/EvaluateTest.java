package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTest {

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
    void measuresTheModelAndTheNaivePredictionsOnTheSameRows() {
        Evaluate.Result result = pipeline.run(new Evaluate());

        List<Row> trips = pipeline.tables().read("trips").collectAsList();
        List<Row> train = trips.stream().filter(trip -> isWithin(trip, 2, 6)).toList();
        List<Row> test = trips.stream().filter(trip -> isWithin(trip, 7, 8)).toList();
        Map<String, List<Double>> byOrigin = new HashMap<>();
        train.forEach(trip -> byOrigin.computeIfAbsent(trip.getAs("origin"), origin -> new ArrayList<>())
                .add(trip.getAs("eta_minutes")));
        double global = median(
                train.stream().map(trip -> trip.<Double>getAs("eta_minutes")).toList());
        double globalError = test.stream()
                .mapToDouble(trip -> Math.abs(trip.<Double>getAs("eta_minutes") - global))
                .average()
                .orElseThrow();
        double originError = test.stream()
                .mapToDouble(trip -> Math.abs(trip.<Double>getAs("eta_minutes")
                        - median(byOrigin.getOrDefault(trip.<String>getAs("origin"), List.of()))))
                .average()
                .orElseThrow();

        assertThat(result.baselines().keySet()).containsExactly("global_median", "median_by_origin");
        assertThat(mae(result, "global_median")).isCloseTo(globalError, within(1e-9));
        assertThat(mae(result, "median_by_origin")).isCloseTo(originError, within(1e-9));
        assertThat(result.model().get("rows")).isEqualTo(test.size()).isEqualTo(80);
        assertThat(result.model().get("mae")).isLessThan(globalError);
        assertThat(new Evaluate().summary(result))
                .matches("MAE \\d\\.\\d\\d min on 80 rows \\(naive: global_median \\d\\.\\d\\d min,"
                        + " median_by_origin \\d\\.\\d\\d min\\)");
        JsonNode metrics = JsonFile.read(pipeline.workspace().metrics("evaluate"), JsonNode.class);
        assertThat(metrics.get("mae").asDouble()).isEqualTo(result.model().get("mae"));
        assertThat(metrics.at("/baselines/global_median/mae").asDouble()).isCloseTo(globalError, within(1e-9));
        assertThat(metrics.get("intervals_are").asText())
                .isEqualTo("Intervals are for these 2 days alone: day-to-day variation is not in them."
                        + " From 7 test days on, they are by days.");
    }

    @Test
    void judgesTheProbabilitiesOfLimits() {
        pipeline.run(new Train(), "intervals.within=[12, 100]");
        pipeline.run(new Evaluate());

        List<Row> trips = pipeline.tables().read("trips").collectAsList();
        double heldBack =
                shareUpTo12(trips.stream().filter(trip -> isWithin(trip, 6, 6)).toList());
        double test =
                shareUpTo12(trips.stream().filter(trip -> isWithin(trip, 7, 8)).toList());
        JsonNode judged = JsonFile.read(pipeline.workspace().metrics("evaluate"), JsonNode.class)
                .get("probability_within");
        assertThat(judged.at("/12/base_rate").asDouble()).isCloseTo(test, within(1e-9));
        assertThat(judged.at("/12/naive_brier").asDouble())
                .isCloseTo(test * (1 - test) + (test - heldBack) * (test - heldBack), within(1e-9));
        assertThat(judged.at("/12/brier").asDouble())
                .isLessThan(judged.at("/12/naive_brier").asDouble());
        assertThat(judged.at("/100/mean_probability").asDouble())
                .isBetween(41 / 42.0, 0.999); // no less than that of 12
        assertThat(judged.get("100").has("auc")).isFalse();
        assertThat(pipeline.workspace().report(Evaluate.PAGE))
                .content()
                .contains("How likely within a limit?", "<th scope=\"row\">12</th>");
    }

    private static double shareUpTo12(List<Row> trips) {
        return trips.stream()
                .mapToDouble(trip -> trip.<Double>getAs("eta_minutes") <= 12 ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static double mae(Evaluate.Result result, String baseline) {
        return result.baselines().getOrDefault(baseline, Map.of()).getOrDefault("mae", Double.NaN);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static boolean isWithin(Row trip, int first, int last) {
        LocalDate date = trip.<Date>getAs("event_date").toLocalDate();
        return date.getDayOfMonth() >= first && date.getDayOfMonth() <= last;
    }

    @Test
    void keepsEverySegmentInATable() {
        pipeline.run(
                new Evaluate(),
                "evaluate.segments=[[origin], [origin, late]]",
                "evaluate.segment-columns.late=hour >= 20");

        List<String> segments = pipeline.tables()
                .sql("select distinct segment from evaluation order by 1", List.of("evaluation"))
                .as(Encoders.STRING())
                .collectAsList();
        assertThat(segments)
                .containsExactly("all", "event_date", "event_hour", "hour_of_day", "is_ood", "origin", "origin x late");
        assertThat(pipeline.tables()
                        .sql(
                                "select sum(rows) from evaluation where segment = 'origin x late' and metric = 'mae'",
                                List.of("evaluation"))
                        .first()
                        .getLong(0))
                .isEqualTo(80);
    }

    @Test
    void writesAPageACardAndPlots() throws IOException {
        Evaluate.Result result = pipeline.run(
                new Evaluate(),
                "evaluate.segments=[[origin]]",
                "evaluate.segment-rows=5",
                "evaluate.card.owner=Ann & Bob");

        String html = Files.readString(result.report());
        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains("Off by %.2f min on average".formatted(result.model().get("mae")))
                .containsPattern("on average: [\\d.]+% (less|more) error than the naive guess")
                .contains(
                        "Judged on 80 rows of 2020-03-07 to 2020-03-08",
                        "median by origin",
                        "By origin",
                        "What the predictions depend on",
                        "The worst rows",
                        "eta_minutes_p50_by_origin_destination_7d",
                        "data:image/png;base64,",
                        "prefers-color-scheme: dark",
                        "With other rows on these 2 days, the average would lie between ",
                        "What other days would give is not in that.",
                        "Intervals are for these 2 days alone: day-to-day variation is not in them.",
                        "The largest gap measured among ",
                        "Training days",
                        "When it errs",
                        "rows that began within the same ten minutes are drawn together")
                .doesNotContain("http:", "https:", "{{");
        assertThat(Files.readString(pipeline.workspace().report("model-card.md")))
                .contains(
                        "# Model card: tiny",
                        "## Intended use\n\nNot stated; params.yaml can say it, as `evaluate.card.intended-use`.",
                        "- Owner: Ann & Bob",
                        "- `hour`: `hour(requested_at)`",
                        "## Ethical considerations",
                        "Intervals are for these 2 days alone: day-to-day variation is not in them.",
                        "The model is compared by `mae`, the loss that it is trained for or that `evaluate.loss` names."
                                + " That is the mean absolute error (MAE), in the label's unit",
                        "labelled rows of 2020-03-07 to 2020-03-08, after everything that the model has seen.",
                        "| this model |");
        try (Stream<Path> plots = Files.list(pipeline.workspace().report("plots"))) {
            List<Path> files = plots.toList();
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .contains("predicted-and-actual.png", "errors.png", "segments-origin.png", "importances.png");
            for (Path file : files) {
                assertThat(ImageIO.read(file.toFile())).as(file.toString()).isNotNull();
            }
        }
    }

    @Test
    void namesTheLossThatItComparesBy() throws IOException {
        Evaluate.Result result = pipeline.run(new Evaluate(), "evaluate.loss=pinball");

        assertThat(Files.readString(result.report()))
                .containsPattern("on average: [\\d.]+% (less|more) pinball loss than the naive guess")
                .contains("<th></th><th class=\"number\">pinball</th><th class=\"number\">Mean abs. error</th>");
        assertThat(Files.readString(pipeline.workspace().report("model-card.md")))
                .contains("The model is compared by `pinball`, the loss that it is trained for or that `evaluate.loss`"
                        + " names. Mean absolute error (MAE) is shown beside it, in the label's unit.");
    }

    @Test
    void comparesWithTheChampionOrSaysWhyNot() throws IOException {
        pipeline.run(new Register());
        pipeline.run(new Promote());
        assertThat(pipeline.run(new Evaluate()).baselines())
                .as("the champion is this very model")
                .doesNotContainKey("champion");

        pipeline.run(new Train(), "model.num_round=2");
        Evaluate.Result weaker = pipeline.run(new Evaluate());

        assertThat(weaker.baselines()).containsKey("champion");
        assertThat(mae(weaker, "champion")).isLessThan(weaker.model().get("mae"));
        doesNotCompareWithAChampionThatHasSeenTheRows();
    }

    private void doesNotCompareWithAChampionThatHasSeenTheRows() throws IOException {
        String earlier =
                "split={train: 2020-03-02/2020-03-03, valid: 2020-03-04/2020-03-04, test: 2020-03-05/2020-03-08}";
        pipeline.run(new Train(), earlier);

        Evaluate.Result result = pipeline.run(new Evaluate(), earlier);

        assertThat(result.baselines()).doesNotContainKey("champion");
        assertThat(Files.readString(result.report()))
                .contains("Champion tiny/1 is not compared: it has seen labels up to 2020-03-06, some of the test rows"
                        + " 2020-03-05/2020-03-08 among them.");
    }

    @Test
    void givesTheSameMetricsAgain() throws IOException {
        pipeline.run(new Evaluate());
        String first = Files.readString(pipeline.workspace().metrics("evaluate"));
        pipeline.run(new Evaluate());

        assertThat(pipeline.workspace().metrics("evaluate")).hasContent(first);
    }

    @Test
    void refusesSegmentsOfColumnsThatAreNotThere() {
        assertThatThrownBy(() -> pipeline.run(new Evaluate(), "evaluate.segments=[[orign]]"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Invalid params: --set evaluate.segments=[[orign]]: 'evaluate.segments' has orign, which is"
                        + " not among features, source.columns and evaluate.segment-columns. Did you mean 'origin'?"
                        + " Correct it there.");
    }

    @Test
    void refusesTestDatesWithoutALabelledRow() {
        assertThatThrownBy(() -> pipeline.run(new Evaluate(), "split.test=2020-03-11/2020-03-12"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("evaluate.no-rows"))
                .hasMessage("Cannot evaluate: no labelled row has its event date in split.test 2020-03-11/2020-03-12."
                        + " Correct the split, or wait for the labels.");
    }

    @Test
    void refusesTestDatesThatTheModelHasSeen() {
        assertThatThrownBy(() -> pipeline.run(
                        new Evaluate(),
                        "split.train=2020-03-02/2020-03-03",
                        "split.valid=2020-03-04/2020-03-04",
                        "split.test=2020-03-06/2020-03-08"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("evaluate.seen-dates"))
                .hasMessage("Cannot evaluate on split.test 2020-03-06/2020-03-08: the model has seen labels up to"
                        + " 2020-03-06. Train again with this split, or let split.test begin"
                        + " later.");
    }

    @Test
    void refusesToRunBeforeTraining() {
        pipeline = TinyPipeline.withFeatures(home.resolve("untrained"));
        assertThatThrownBy(() -> pipeline.run(new Evaluate()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read waybill.json: the job that writes it has not run yet. Run ./waybill repro"
                        + " first.");
    }

    @Test
    void refusesBaselinesOfColumnsThatAreNotThere() {
        assertThatThrownBy(() -> pipeline.run(new Evaluate(), "evaluate.baselines=[orign]"))
                .isInstanceOf(Refusal.class)
                .hasMessage("Invalid params: --set evaluate.baselines=[orign]: 'evaluate.baselines' has orign, which is"
                        + " not among source.columns. Did you mean 'origin'? Correct it there.");
    }
}
