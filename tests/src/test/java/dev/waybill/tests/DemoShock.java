package dev.waybill.tests;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.params.Params;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.retrain.RetrainCheck;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.train.Train;
import dev.waybill.pipelines.demo.DemoPlan;
import dev.waybill.pipelines.demo.DemoTrips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The demo's city, in which a bridge closes on 27 March 2024: what single nights say of it. */
final class DemoShock {

    static final LocalDate CLOSED = LocalDate.of(2024, 3, 27);

    private static final SparkSession SPARK = SharedSpark.session();

    private final Params params;
    private final JobContext context;

    /** Its trips and their features. */
    DemoShock(Path home, long rows, long seed) throws IOException {
        Path folder = Files.createDirectories(home.resolve("pipelines").resolve("demo"));
        Files.copy(Path.of("..", "pipelines", "demo", "params.yaml"), folder.resolve("params.yaml"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf").resolve("dev.yaml"), "{}");
        params = Params.load(home, "demo", "dev", List.of());
        context = new JobContext(
                SPARK,
                new Tables(SPARK, home.resolve("warehouse").toString()),
                LocalTracking.open(home.resolve("mlflow"), Clock.systemUTC()),
                new Workspace(home, "demo", "run-" + seed),
                Clock.fixed(Instant.parse("2024-04-02T00:00:00Z"), ZoneOffset.UTC),
                what -> {},
                Map.of());
        DemoTrips.write(SPARK, DemoPlan.of(rows, 28, seed), home.resolve("data/demo/trips"));
        run(new Prepare(), context);
        run(new FeatureEngineer(), context);
    }

    private <P extends Record, R extends Record> R run(Job<P, R> job, JobContext in) {
        return job.run(params.bind(job.params()), in);
    }

    /** Predictions that look at the distance alone. */
    DemoShock predictedByDistance() {
        Dataset<Row> features = context.tables().read("features").where("event_date >= '2024-03-22'");
        context.tables()
                .overwriteByDate(
                        "scored_current",
                        features.selectExpr(
                                "trip_id",
                                "requested_at",
                                "event_date",
                                "10 + 4 * straight_km as eta_minutes",
                                "'demo' as model_name",
                                "1 as model_version",
                                "timestamp'2024-04-01 00:00:00' as scored_at"));
        return this;
    }

    /** Predictions of the demo's model, and how wrong they were. */
    DemoShock predictedByTheModel() {
        for (Job<?, ?> job :
                List.of(new Train(), new Evaluate(), new Register(), new Promote(), new BatchScore(), new Outcomes())) {
            run(job, context);
        }
        return this;
    }

    /** What the drift report of one night names. */
    List<String> drifted(LocalDate night) {
        return run(new DriftReport(), context.on(night)).drifted().stream()
                .map(DriftReport.Finding::column)
                .toList();
    }

    /**
     * From a seed to another, what is named on the night before and on the night itself; run by
     * tests/benchmarks/drift-alarms.sh.
     */
    public static void main(String... arguments) throws IOException {
        for (int seed = Integer.parseInt(arguments[0]); seed <= Integer.parseInt(arguments[1]); seed++) {
            DemoShock shock = new DemoShock(Files.createTempDirectory("shock"), 100_000, seed).predictedByTheModel();
            for (LocalDate night : List.of(CLOSED.minusDays(1), CLOSED)) {
                System.out.printf(
                        "demo, seed %d, night of %s: drifted %s; a new model is due: %s%n",
                        seed,
                        night,
                        shock.drifted(night),
                        shock.run(new RetrainCheck(), shock.context.on(night)).reasons());
            }
        }
    }
}
