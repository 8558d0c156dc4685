package dev.waybill.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.audit.PredictionAudit;
import dev.waybill.jobs.audit.PredictionAudits;
import dev.waybill.jobs.audit.Wanted;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.Decision;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.retrain.RetrainCheck;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.score.Recalibrate;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that say no more than what a row is, what is predicted and from what, through all jobs. */
class MinimalPipelineTest {

    private static final String DATED = """
            task: regression
            source:
              table: trips
              format: csv
              path: trips.csv
              options: {header: true}
              columns:
                trip_id:      {expr: id, known-at: request}
                requested_at: {expr: to_timestamp(pickup), known-at: request}
                finished_at:  {expr: to_timestamp(dropoff), known-at: finish}
                origin:       {expr: from_zone, known-at: request}
                destination:  {expr: cast(to_zone as int), known-at: request}
              key: [trip_id]
              event-time: requested_at
              label: {name: eta_minutes, expr: (unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60}
            features:
              columns: {hour: hour(requested_at), origin: origin, destination: destination}
            """;

    private static final String UNDATED = """
            task: %s
            source:
              table: leads
              format: csv
              path: leads.csv
              options: {header: true}
              time-zone: America/New_York
              columns:
                id:      {expr: id, known-at: request}
                visits:  {expr: cast(visits as int), known-at: request}
                channel: {expr: channel, known-at: request}
                worth:   {expr: cast(worth as double), known-at: finish}
              key: [id]
              label: {name: target, expr: "%s"}
            features:
              columns: {visits: visits, channel: channel}
            """;

    @TempDir
    Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void needsNoMoreThanASourceAndFeatures() {
        params(DATED);
        pipeline.source(TinyPipeline.trips());

        assertThat(pipeline.run(new Prepare()).rows()).isEqualTo(360);
        pipeline.run(new FeatureEngineer());
        assertThat(pipeline.run(new Train()).trainRows()).isEqualTo(5 * 40);
        Split split =
                ModelFolder.read(pipeline.workspace().model()).provenance().split();
        assertThat(split.parts().stream().map(part -> part + " " + split.words(part)))
                .containsExactly(
                        "train 2020-03-01/2020-03-05",
                        "valid 2020-03-06/2020-03-06",
                        "calibrate 2020-03-07/2020-03-07",
                        "test 2020-03-08/2020-03-09");
        assertThat(metrics("split").at("/calibrate/dates").asText()).isEqualTo("2020-03-07/2020-03-07");
        assertThat(pipeline.run(new Evaluate()).model().get("rows")).isEqualTo(80.0);
        pipeline.run(new Register());
        assertThat(pipeline.run(new Promote()).decision()).isEqualTo(Decision.promoted);
        assertThat(pipeline.run(new BatchScore()).dates())
                .containsExactly(LocalDate.of(2020, 3, 8), LocalDate.of(2020, 3, 9));
        assertThat(pipeline.run(new DriftReport()).days()).isEqualTo(2);
    }

    @Test
    void takesADateForTheMomentAtWhichItBegins() {
        params(DATED);
        pipeline.source(TinyPipeline.trips(LocalDate.of(2020, 3, 1), LocalDate.of(2020, 3, 1), 3, 7));

        pipeline.run(
                new Prepare(), "source.time-zone=America/New_York", "source.columns.requested_at.expr=to_date(pickup)");

        assertThat(pipeline.tables()
                        .read("trips")
                        .selectExpr("unix_seconds(requested_at)", Tables.EVENT_DATE)
                        .distinct()
                        .collectAsList())
                .hasToString("[[%d,2020-03-01]]"
                        .formatted(Instant.parse("2020-03-01T05:00:00Z").getEpochSecond()));
    }

    @Test
    void needsNoDates() throws IOException {
        params(UNDATED.formatted("regression", "worth"));
        pipeline.write("leads.csv", leads(600));

        assertThat(pipeline.run(new Prepare()).rows()).isEqualTo(600);
        assertThat(pipeline.tables()
                        .read("quality")
                        .where("first_event_date is null and name != 'stray-rows'")
                        .count())
                .as("checks, none of which is about days")
                .isEqualTo(pipeline.tables().read("quality").count());
        pipeline.run(new FeatureEngineer());
        pipeline.run(new Train());
        JsonNode parts = metrics("split");
        assertThat(parts.at("/train/dates").isNull()).isTrue();
        long labelled = 0;
        for (Part part : Part.values()) {
            labelled += parts.at("/" + part + "/labelled_rows").asLong();
        }
        assertThat(labelled).isEqualTo(500);
        double tested = parts.at("/test/labelled_rows").asDouble();
        assertThat(pipeline.run(new Evaluate()).model().get("rows")).isEqualTo(tested);
        assertThat(metrics("evaluate").at("/intervals/mae/lower").asDouble()).isPositive();
        pipeline.run(new Register());
        assertThat(pipeline.run(new Promote()).decision()).isEqualTo(Decision.promoted);
        assertThat(pipeline.run(new BatchScore()).rows()).isEqualTo(100 + (long) tested);
        assertThat(pipeline.tables()
                        .read("scored")
                        .select(Tables.EVENT_DATE)
                        .distinct()
                        .collectAsList())
                .hasToString("[[1970-01-01]]");
        assertThat(new BatchScore().summary(pipeline.run(new BatchScore())))
                .isEqualTo("all dates are scored with tiny/1 already");
        DriftReport.Result drift = pipeline.run(new DriftReport());
        assertThat(new DriftReport().summary(drift))
                .isEqualTo("No day is compared: rows of leads have no date, since there is no source.event-time.");
        assertThat(pipeline.tables().read("drift_metrics").isEmpty()).isTrue();
        assertThat(Files.readString(drift.report())).contains("rows of leads have no date");
        comparesChampions();
        refusesWhatGoesByDates();
    }

    private void comparesChampions() {
        pipeline.run(new Train(), "model.max_depth=2");
        pipeline.run(new Evaluate());
        pipeline.run(new Register());
        assertThat(pipeline.run(new Promote()).rows())
                .isEqualTo(metrics("split").at("/test/labelled_rows").asLong());
    }

    private void refusesWhatGoesByDates() {
        assertThatThrownBy(() -> pipeline.run(new Recalibrate()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot recalibrate: it goes by days, but rows of leads have no date (source.event-time)."
                        + " Train again instead.");
        assertThatThrownBy(() -> new Prepare()
                        .run(
                                pipeline.bind(Prepare.Params.class),
                                pipeline.context().on(LocalDate.of(2020, 3, 1))))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot run for 2020-03-01: rows of leads have no date (source.event-time). Leave the date"
                        + " out.");
        refuses(
                "'features.history' looks at rows that were over before, but rows have no date",
                new FeatureEngineer().params(),
                "features.history=[{key: [channel], of: target, stats: [avg], windows: [7d]}]");
        refuses(
                "'checks.freshness-hours' looks at the newest row, but rows have no date",
                new Prepare().params(),
                "checks.freshness-hours=6");
        refuses("'model.weights.half-life' goes by dates", new Train().params(), "model.weights.half-life=7d");
        refuses(
                "'split' goes by dates, but rows have none",
                new Evaluate().params(),
                "split={train: 2020-03-01/2020-03-02, test: 2020-03-03/2020-03-04}");
        refuses(
                "'source' has label.available-at but no event-time",
                new Register().params(),
                "source.label.available-at=visits");
        refuses(
                "'source' has a column 'no_event_time', which rows without event-time have anyway",
                new Register().params(),
                "source.columns.no_event_time={expr: id, known-at: request}");
    }

    @Test
    void judgesABinaryModelOfRowsWithoutDates() {
        params(UNDATED.formatted("binary", "cast(worth > 20 as int)"));
        pipeline.write("leads.csv", leads(1500));

        pipeline.run(new Prepare());
        pipeline.run(new FeatureEngineer());
        pipeline.run(new Train());
        assertThat(pipeline.run(new Evaluate()).model().get("auc")).isGreaterThan(0.8);
        pipeline.run(new Register());
        assertThat(pipeline.run(new Promote()).decision()).isEqualTo(Decision.promoted);
        assertThat(pipeline.run(new BatchScore()).rows()).isGreaterThan(100);
        Dataset<Row> scored = pipeline.tables().read("scored_current");
        assertThat(scored.selectExpr(
                                "min(probability) >= 0 and max(probability) <= 1",
                                "min(confidence) >= 0.5",
                                "bool_and(decision = (probability >= 0.5))",
                                "min(calibration)",
                                "min(length(model_id))",
                                "min(schema_version)")
                        .first())
                .hasToString("[true,true,true,sigmoid,64,1]");
        assertThat(scored.columns()).doesNotContain("target", "probability_p50");
        assertThat(new BatchScore().summary(pipeline.run(new BatchScore())))
                .isEqualTo("all dates are scored with tiny/1 already");
    }

    @Test
    void measuresProbabilitiesByDayAndMakesThemAgain() {
        String late = "cast(unix_timestamp(finished_at) - unix_timestamp(requested_at) > 800 as int)";
        params(DATED.replace("task: regression", "task: binary")
                .replace("eta_minutes", "late")
                .replace("(unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60", late));
        pipeline.source(TinyPipeline.trips());
        Stream.of(
                        new Prepare(),
                        new FeatureEngineer(),
                        new Train(),
                        new Evaluate(),
                        new Register(),
                        new Promote(),
                        new BatchScore())
                .forEach(pipeline::run);

        DayFigures day = pipeline.run(new Outcomes()).figures().orElseThrow();
        Row means = pipeline.tables()
                .read("scored_current")
                .join(pipeline.tables().read("trips").select("trip_id", "late"), "trip_id")
                .where("to_date(requested_at) = date'2020-03-09'")
                .selectExpr("avg(-ln(if(late = 1, probability, 1 - probability)))", "avg(probability - late)")
                .first();
        assertThat(day.errorName()).isEqualTo("log_loss");
        assertThat(day.error().orElseThrow()).isCloseTo(means.getDouble(0), within(1e-9));
        assertThat(day.metrics().get("bias")).isCloseTo(means.getDouble(1), within(1e-9));
        assertThat(pipeline.run(new RetrainCheck()).promised().orElseThrow())
                .isEqualTo(metrics("evaluate").at("/log_loss").asDouble());
        assertThatThrownBy(() -> pipeline.run(new Recalibrate()))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        nothing -> assertThat(nothing.isNothingToDo()).isTrue());
        PredictionAudits audits = PredictionAudits.of(
                new Wanted.Sample(20, 1, Optional.empty()),
                Optional.empty(),
                pipeline.bind(PredictionAudit.Params.class),
                pipeline.context());
        assertThat(audits.audits()).hasSize(20).allMatch(PredictionAudit::equal);
        refuses(
                "'features' has 'decision', which is what a column of scored rows is called",
                new Train().params(),
                "features.columns.decision=origin");
    }

    /** Every sixth without a label. */
    private static List<String> leads(int rows) {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("id,visits,channel,worth"));
        for (int i = 0; i < rows; i++) {
            int visits = random.nextInt(20);
            int channel = random.nextInt(4);
            String worth = i % 6 == 0 ? "" : String.valueOf(visits + 5 * channel + random.nextDouble());
            lines.add("lead-%04d,%d,c%d,%s".formatted(i, visits, channel, worth));
        }
        return lines;
    }

    private void params(String text) {
        pipeline.write("pipelines/tiny/params.yaml", List.of(text));
    }

    private JsonNode metrics(String name) {
        return JsonFile.read(pipeline.workspace().metrics(name), JsonNode.class);
    }

    private void refuses(String message, Class<? extends Record> params, String override) {
        assertThatThrownBy(() -> pipeline.bind(params, override))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(message);
    }
}
