package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Feature;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Freshness;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.LocalTracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days of 100 trips: training 1 to 3 March, test 4 and 5 March; from 8 March on all come from a new zone. */
class DriftReportTest {

    private static final SparkSession SPARK = SharedSpark.session();

    private static final DriftReport JOB = new DriftReport();

    private static final DriftReport.Params PARAMS = new DriftReport.Params(
            new Source(
                    "trips",
                    "csv",
                    "trips.csv",
                    Map.of(),
                    ZoneOffset.UTC,
                    Map.of(
                            "trip_id", new Source.Column("id", KnownAt.request),
                            "requested_at", new Source.Column("t", KnownAt.request),
                            "finished_at", new Source.Column("f", KnownAt.finish)),
                    List.of("trip_id"),
                    "requested_at",
                    new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min"))),
            new Features(
                    Map.of("hour", new Feature("hour(requested_at)", Optional.empty())),
                    AsOf.dayStart,
                    List.of(),
                    new Freshness(new Freshness.Hours(48), Freshness.OnStale.flag)),
            Optional.of(new SplitByDate(
                    DateRange.parse("2020-03-01/2020-03-03"),
                    Optional.empty(),
                    Optional.empty(),
                    DateRange.parse("2020-03-04/2020-03-05"))),
            JudgedDays.fixed(0.25, 50));

    @TempDir
    private static Path home;

    private static JobContext context;

    @BeforeAll
    static void writeFeatures() {
        context = context(home);
        context.tables().overwriteByDate("features", features());
    }

    private static JobContext context(Path home) {
        return new JobContext(
                SPARK,
                new Tables(SPARK, home.resolve("warehouse").toString()),
                LocalTracking.open(home.resolve("mlflow"), Clock.systemUTC()),
                new Workspace(home, "trips", "run-7"),
                Clock.fixed(Instant.parse("2020-03-10T02:03:04Z"), ZoneOffset.UTC),
                what -> {},
                Map.of());
    }

    @Test
    void reportsWhatDriftedAndSinceWhen() throws IOException {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-04'"));

        DriftReport.Result result = JOB.run(PARAMS, context);

        assertThat(result.days()).isEqualTo(6);
        assertThat(result.columns()).isEqualTo(5);
        assertThat(result.day()).hasValue(LocalDate.of(2020, 3, 9));
        assertThat(result.drifted()).extracting(DriftReport.Finding::column).containsExactly("origin<b>");
        assertThat(result.drifted().get(0).since()).hasValue(LocalDate.of(2020, 3, 8));
        assertThat(result.verdict()).hasValue(ExitCode.DRIFT_FOUND);
        assertThat(result.notes()).isEmpty();
        assertThat(JOB.summary(result))
                .isEqualTo("6 days, 5 columns; 1 drifted on 2020-03-09, worst origin<b> (PSI 11.46, critical)");
        assertThat(Files.readString(result.report()))
                .contains("1 of 4 columns drifted on 2020-03-09; worst is origin&lt;b&gt; (PSI 11, critical)")
                .contains("since 2020-03-08, 2 days.", "features@v0, scored_current@v", "run-7", "2020-03-10 02:03 UTC")
                .contains("of predictions, those of the test days 2020-03-04 to 2020-03-05")
                .doesNotContain("<b>", "http", "<script", "src=", "Optional");
    }

    /** From 8 March on all trips are from a new zone, which trees see at once; before, the days are alike. */
    @Test
    void measuresAllFeaturesTogether() throws IOException {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-07'"));

        DriftReport.Result result = JOB.run(PARAMS, context);

        List<Row> table = context.tables()
                .read("drift_metrics")
                .where("column_role = 'table'")
                .orderBy("event_date")
                .select("mmd_test.pvalue", "adversarial_auc", "drift_detected", "unjudged_reason")
                .collectAsList();
        assertThat(table).hasSize(3).allMatch(row -> !row.getBoolean(2) && "all columns".equals(row.getString(3)));
        assertThat(table.get(0).getDouble(0)).isGreaterThan(0.2);
        assertThat(table.get(0).getDouble(1)).isBetween(0.3, 0.65);
        assertThat(table.get(1).getDouble(0)).isLessThan(0.02);
        assertThat(table.get(1).getDouble(1)).isGreaterThan(0.95);
        assertThat(Files.readString(result.report()))
                .containsPattern("rows of 2020-03-09 from those of reference days with an AUC of (1.00|0.9[5-9]),");
    }

    @Test
    void refusesAClassOfDaysThatIsNoSql() {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-07'"));
        Drift drift = new Drift(1, Optional.empty(), 50, "max(nothing)");
        DriftReport.Params params = new DriftReport.Params(PARAMS.source(), PARAMS.features(), PARAMS.split(), drift);

        assertThatThrownBy(() -> JOB.run(params, context))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("drift.day-class"))
                .hasMessageStartingWith("Cannot tell which days are alike by drift.day-class 'max(nothing)': ")
                .hasMessageEndingWith(
                        "Write SQL that aggregates the features of a day, such as weekday(max(event_date)) >= 5.");
    }

    @Test
    void comparesPredictionsWithThoseOfTheTestDaysOnly() {
        context.tables().overwrite("scored_current", scored("true"));

        JOB.run(PARAMS, context);

        Dataset<Row> predictions = context.tables().read("drift_metrics").filter("column_role = 'prediction'");
        assertThat(predictions
                        .orderBy("event_date")
                        .select(col("window.start").cast("date").cast("string"))
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("2020-03-06", "2020-03-07", "2020-03-08", "2020-03-09");
        assertThat(predictions
                        .filter("reference_row_count = 200 and window_cmp.start = timestamp'2020-03-04 00:00'")
                        .count())
                .isEqualTo(4);
    }

    @Test
    void saysWhyPredictionsAreNotCompared() throws IOException {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-06'"));

        DriftReport.Result result = JOB.run(PARAMS, context);

        String note = "Predictions are not compared: trips/3 has not scored the test days 2020-03-04/2020-03-05."
                + " What it predicts for its own training rows is no fair baseline.";
        assertThat(result.notes()).containsExactly(note);
        assertThat(Files.readString(result.report())).contains(note);
        assertThat(context.tables()
                        .read("drift_metrics")
                        .filter("column_role = 'prediction'")
                        .count())
                .isZero();
    }

    @Test
    void givesTheSameTableWhenRunAgain() {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-08'"));

        JOB.run(PARAMS, context);
        List<Row> first = metrics();
        JOB.run(PARAMS, context);

        assertThat(metrics()).isEqualTo(first);
    }

    private static List<Row> metrics() {
        return context.tables()
                .read("drift_metrics")
                .orderBy("event_date", "column_role", "column_name")
                .collectAsList();
    }

    /** Nights one after the other leave what one run over all of them does, and read no rows of earlier days. */
    @Test
    void givesTheSameNightByNight(@TempDir Path other) {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-04'"));
        JOB.run(PARAMS, context);
        JobContext nightly = context(other);
        nightly.tables().overwriteByDate("features", features());
        nightly.tables().overwrite("scored_current", scored("event_date >= '2020-03-04'"));

        for (int day = 4; day <= 9; day++) {
            JOB.run(PARAMS, nightly.on(LocalDate.of(2020, 3, day)));
            String spoilt = "if(event_date <= date'2020-03-0%d', 99, hour)".formatted(day);
            nightly.tables().overwriteByDate("features", features().withColumn("hour", expr(spoilt)));
        }

        assertThat(nightly.tables()
                        .read("drift_metrics")
                        .orderBy("event_date", "column_role", "column_name")
                        .collectAsList())
                .isEqualTo(metrics());
    }

    @Test
    void findsNoDriftBeforeTheNewZone() throws IOException {
        context.tables().overwrite("scored_current", scored("event_date between '2020-03-04' and '2020-03-07'"));

        DriftReport.Result result = JOB.run(PARAMS, context);

        assertThat(result.verdict()).isEmpty();
        assertThat(JOB.summary(result)).startsWith("4 days, 5 columns; none drifted on 2020-03-07, worst ");
        assertThat(Files.readString(result.report())).contains("<h1>No drift on 2020-03-07; ");
    }

    @Test
    void judgesNothingWhereDaysAreSmall() throws IOException {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-08'"));
        DriftReport.Params strict =
                new DriftReport.Params(PARAMS.source(), PARAMS.features(), PARAMS.split(), JudgedDays.fixed(0.25, 101));

        DriftReport.Result result = JOB.run(strict, context);

        assertThat(result.verdict()).isEmpty();
        assertThat(JOB.summary(result)).isEqualTo("2 days, 4 columns; none judged, too few rows");
        assertThat(Files.readString(result.report()))
                .contains("<h1>No day could be judged: none has 101 rows or more</h1>");
    }

    @Test
    void judgesTheDayBeforeWhereTheLatestIsNotOver() throws IOException {
        context.tables().overwrite("scored_current", scored("event_date >= '2020-03-07'"));
        JobContext atNoon = context.at(Clock.fixed(Instant.parse("2020-03-09T12:00:00Z"), ZoneOffset.UTC));

        DriftReport.Result result = JOB.run(PARAMS, atNoon);

        assertThat(result.day()).hasValue(LocalDate.of(2020, 3, 8));
        String note = "Measured, but not judged: 2020-03-09, which is not over yet, or whose rows are not all there.";
        assertThat(result.notes()).contains(note);
        assertThat(Files.readString(result.report())).contains(note).doesNotContain("with fewer than");
    }

    @Test
    void refusesWhereNothingIsScored(@TempDir Path empty) {
        assertThatThrownBy(() -> JOB.run(PARAMS, context(empty)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("drift.nothing-scored"))
                .hasMessage("Cannot report drift: nothing is scored yet."
                        + " Run ./waybill job batch-score -p trips first.");
    }

    @Test
    void refusesWhereOnlyTrainingDaysAreScored() {
        context.tables().overwrite("scored_current", scored("event_date <= '2020-03-03'"));

        assertThatThrownBy(() -> JOB.run(PARAMS, context))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot report drift: no day outside split.train (2020-03-01/2020-03-03) is scored yet."
                        + " Run ./waybill job batch-score -p trips first.");
    }

    @Test
    void refusesWhereThereAreNoTrainingRows() {
        context.tables().overwrite("scored_current", scored("event_date > '2020-03-08'"));
        Split february = new SplitByDate(
                DateRange.parse("2020-02-01/2020-02-03"),
                Optional.empty(),
                Optional.empty(),
                DateRange.parse("2020-03-04/2020-03-05"));
        DriftReport.Params params =
                new DriftReport.Params(PARAMS.source(), PARAMS.features(), Optional.of(february), PARAMS.drift());

        assertThatThrownBy(() -> JOB.run(params, context))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("drift.no-baseline"))
                .hasMessage("Cannot report drift: the table features has no row of the training days"
                        + " 2020-02-01/2020-02-03. Correct split.train, or build the features of those days.");
    }

    /** The labels of 9 March are not known yet. */
    private static Dataset<Row> features() {
        return SPARK.range(900)
                .withColumn("event_date", expr("date_add(date'2020-03-01', cast(id div 100 as int))"))
                .select(
                        expr("concat('trip-', id) as trip_id"),
                        expr(
                                "cast(event_date as timestamp) + make_interval(0, 0, 0, 0, cast(id % 24 as int)) as requested_at"),
                        col("event_date"),
                        expr("if(event_date < date'2020-03-09', 5 + (id % 50) * 0.5, null) as eta_minutes"),
                        expr("cast(id % 4 as int) as hour"),
                        expr("id % 100 < 30 as weekend"),
                        expr(
                                "if(event_date >= date'2020-03-08', 'new', if(id % 2 = 0, 'north', 'south')) as `origin<b>`"),
                        expr("'f1' as feature_set_version"),
                        expr("timestamp'2020-03-09 01:02:03' as computed_at"));
    }

    private static Dataset<Row> scored(String days) {
        return features()
                .filter(days)
                .select(
                        expr("trip_id"),
                        expr("event_date"),
                        expr("requested_at"),
                        expr("5.0D + (cast(substring(trip_id, 6) as int) % 50) * 0.4 as eta_minutes"),
                        expr("'trips' as model_name"),
                        expr("'3' as model_version"),
                        expr("timestamp'2020-03-09 02:03:04' as scored_at"));
    }
}
