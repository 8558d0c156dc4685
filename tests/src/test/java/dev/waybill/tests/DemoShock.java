package dev.waybill.tests;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.params.Params;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
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
import org.apache.spark.sql.SparkSession;

/** The demo's city, in which a bridge closes on 27 March 2024: what the drift report says of single nights. */
final class DemoShock {

    static final LocalDate CLOSED = LocalDate.of(2024, 3, 27);

    private static final SparkSession SPARK = SharedSpark.session();

    private final Params params;
    private final JobContext context;

    /** Its trips and their features, with predictions that look at the distance alone. */
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
        new Prepare().run(params.bind(Prepare.Params.class), context);
        new FeatureEngineer().run(params.bind(FeatureEngineer.Params.class), context);
        context.tables()
                .overwriteByDate(
                        "scored_current",
                        context.tables()
                                .read("features")
                                .where("event_date >= '2024-03-22'")
                                .selectExpr(
                                        "trip_id",
                                        "requested_at",
                                        "event_date",
                                        "10 + 4 * straight_km as eta_minutes",
                                        "'demo' as model_name",
                                        "1 as model_version",
                                        "timestamp'2024-04-01 00:00:00' as scored_at"));
    }

    /** What the report of one night names. */
    List<String> named(LocalDate night) {
        return new DriftReport()
                .run(params.bind(DriftReport.Params.class), context.on(night)).drifted().stream()
                        .map(DriftReport.Finding::column)
                        .toList();
    }

    /** For some seeds, what is named on the night before and on the night itself; run by tests/benchmarks/drift-alarms.sh. */
    public static void main(String... arguments) throws IOException {
        for (int seed = 1; seed <= Integer.parseInt(arguments[0]); seed++) {
            DemoShock shock = new DemoShock(Files.createTempDirectory("shock"), 100_000, seed);
            System.out.printf(
                    "demo, seed %d: the day before %s, the day the bridge closes %s, the next %s%n",
                    seed, shock.named(CLOSED.minusDays(1)), shock.named(CLOSED), shock.named(CLOSED.plusDays(1)));
        }
    }
}
