package dev.waybill.jobs.score;

import com.sun.management.OperatingSystemMXBean;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.CalibrationFit;
import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.InputExample;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.params.Params;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.IntervalCalibration;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.common.track.ModelVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressionModel;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressor;
import org.apache.commons.io.FileUtils;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What explanations, intervals and flags cost: the job batch-score beside plain prediction by XGBoost4J-Spark's own
 * transformer, on the same rows, from a Delta table into one. In turns; the figures are medians.
 */
public final class ScoringBenchmark {

    private static final int DAYS = 5;
    private static final LocalDate FIRST = LocalDate.of(2024, 3, 20);
    private static final List<String> NUMBERS =
            IntStream.range(0, 15).mapToObj(i -> "f" + i).toList();
    private static final Source.Column AT_REQUEST = new Source.Column("id", KnownAt.request);
    private static final Source SOURCE = new Source(
            "trips",
            "csv",
            "trips.csv",
            Map.of(),
            ZoneId.of("UTC"),
            Map.of("trip_id", AT_REQUEST, "requested_at", AT_REQUEST, "finished_at", AT_REQUEST),
            List.of("trip_id"),
            "requested_at",
            new Source.Label("eta_minutes", "1", "finished_at", Optional.of("min")));
    private static final Split SPLIT = new SplitByDate(
            new DateRange(FIRST.minusDays(9), FIRST.minusDays(2)),
            Optional.empty(),
            Optional.of(new DateRange(FIRST.minusDays(1), FIRST.minusDays(1))),
            new DateRange(FIRST, FIRST));

    /** As a pipeline would declare them. */
    public record Sections(Features features, Model model) {}

    private static final String PARAMS = """
            features: {columns: {f0: f0}}
            model: {num_round: 200, max_depth: 6}
            """;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path home;
    private final Tables tables;
    private final JobContext context;
    private final Sections sections;
    private final XGBoostRegressionModel rival;

    /** Takes the number of rows, 500,000 if not given, and that of rounds, 5 if not given. */
    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Path home = Files.createTempDirectory("scoring-benchmark");
        SparkSession spark = Sessions.start(
                "scoring benchmark",
                Map.of(
                        "spark.master", "local[*]",
                        "spark.sql.shuffle.partitions", "8",
                        "spark.ui.enabled", "false",
                        "spark.driver.bindAddress", "127.0.0.1",
                        "spark.driver.host", "127.0.0.1"));
        try {
            new ScoringBenchmark(home, spark, rows).compare(rounds);
        } finally {
            spark.stop();
            FileUtils.deleteDirectory(home.toFile());
        }
    }

    private ScoringBenchmark(Path home, SparkSession spark, int rows) throws IOException {
        this.home = home;
        sections = sections(home);
        tables = new Tables(spark, home.resolve("warehouse").toString());
        Clock clock = Clock.systemUTC();
        context = new JobContext(
                spark,
                tables,
                LocalTracking.open(home.resolve("mlflow"), clock),
                new Workspace(home, "benchmark", "run-1"),
                clock,
                doing -> {},
                Map.of());
        tables.overwriteByDate(FeatureTable.NAME, features(spark, rows, FIRST));
        Dataset<Row> training = features(spark, 60_000, FIRST.minusDays(9)).cache();
        rival = train(training);
        register(training);
    }

    private static Sections sections(Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve("pipelines").resolve("benchmark"));
        Files.writeString(folder.resolve("params.yaml"), PARAMS);
        Files.writeString(Files.createDirectories(home.resolve("conf")).resolve("dev.yaml"), "{}\n");
        return Params.load(home, "benchmark", "dev", List.of()).bind(Sections.class);
    }

    /** Fifteen numbers, as of times, counts, distances and histories; a tenth of the histories is missing. */
    private static Dataset<Row> features(SparkSession spark, int rows, LocalDate first) {
        List<Column> columns = new ArrayList<>(List.of(
                functions.expr("format_string('trip-%08d', id) as trip_id"),
                functions.expr("timestamp'%s' + make_interval(0, 0, 0, cast(id %% %d as int)) as requested_at"
                        .formatted(first, DAYS)),
                functions.expr("date_add(date'%s', cast(id %% %d as int)) as event_date".formatted(first, DAYS))));
        for (int i = 0; i < NUMBERS.size(); i++) {
            columns.add(functions.expr(number(i)).as(NUMBERS.get(i)));
        }
        String label =
                "5 + 3 * f5 + f6 * f7 + abs(f0 - 12) / 2 + coalesce(f10, 7) + coalesce(f11, 20) / 10 + 2 * randn(99)";
        return spark.range(0, rows, 1, 8)
                .select(columns.toArray(Column[]::new))
                .withColumn("eta_minutes", functions.expr(label))
                .withColumn(FeatureTable.HISTORY_AGE, functions.lit(1.0))
                .withColumn(FeatureTable.VERSION, functions.lit("0123456789ab"))
                .withColumn(FeatureTable.COMPUTED_AT, functions.expr("timestamp'2024-04-01'"));
    }

    private static String number(int i) {
        if (i < 5) {
            return "cast(24 * rand(%d) as int)".formatted(i);
        }
        return i < 10
                ? "-ln(rand(%d))".formatted(i)
                : "if(rand(%d) < 0.1, null, 20 + 5 * randn(%d))".formatted(50 + i, i);
    }

    private static XGBoostRegressionModel train(Dataset<Row> training) {
        XGBoostRegressor regressor = new XGBoostRegressor();
        regressor.setFeaturesCol("vector");
        regressor.setLabelCol("eta_minutes");
        regressor.setFeatureNames(NUMBERS.toArray(String[]::new));
        regressor.setNumWorkers(1);
        regressor.setNthread(1);
        regressor.setMissing(Float.NaN);
        regressor.setTreeMethod("hist");
        regressor.setNumRound(200);
        regressor.setMaxDepth(6);
        regressor.setEta(0.1);
        return regressor.fit(vectors(training));
    }

    private static Dataset<Row> vectors(Dataset<Row> rows) {
        return new VectorAssembler()
                .setInputCols(NUMBERS.toArray(String[]::new))
                .setOutputCol("vector")
                .setHandleInvalid("keep")
                .transform(rows);
    }

    private void register(Dataset<Row> training) {
        List<Input> inputs = NUMBERS.stream().map(Input::numeric).toList();
        Provenance provenance = new Provenance(
                "run-0",
                Instant.now(),
                "",
                new TableVersion(FeatureTable.NAME, "id", 0),
                "0123456789ab",
                Task.regression,
                SOURCE.key(),
                SPLIT,
                sections.model(),
                Map.of("xgboost", "3.2.0"));
        Optional<Calibration> calibration = CalibrationFit.fit(
                new HeldBack("benchmark", rival.nativeBooster().booster(), training),
                training,
                inputs,
                SOURCE,
                new IntervalCalibration(List.of("f0"), 200, 7));
        Path folder = home.resolve("model");
        ModelFolder.write(
                folder,
                TrainedModel.of(rival.nativeBooster().booster(), inputs, "eta_minutes", provenance, calibration),
                InputExample.of(training, inputs, SOURCE));
        String run = context.tracking().startRun("benchmark", "train", Map.of());
        context.tracking().logModel(run, folder, "model");
        ModelVersion version = context.tracking().register("benchmark", run, "model", Map.of());
        context.tracking().setAlias(version.model(), Aliases.CHAMPION, version.version());
    }

    private void compare(int rounds) throws Exception {
        double[][] seconds = new double[4][rounds];
        for (int round = -1; round < rounds; round++) { // one to warm up
            double[] plain = time(this::plain);
            double[] full = time(this::full);
            for (int i = 0; i < 2 && round >= 0; i++) {
                seconds[i][round] = plain[i];
                seconds[2 + i][round] = full[i];
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-9s plain %6.2f s (%6.2f s of processors)   batch-score %6.2f s (%6.2f s)%n",
                    round < 0 ? "warm-up" : "round " + (round + 1),
                    plain[0],
                    plain[1],
                    full[0],
                    full[1]);
        }
        report(seconds);
    }

    private void report(double[][] seconds) {
        double[] medians = Arrays.stream(seconds)
                .mapToDouble(values -> Arrays.stream(values).sorted().toArray()[values.length / 2])
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%-9s plain %6.2f s (%6.2f s of processors)   batch-score %6.2f s (%6.2f s)   ratio %.2f (%.2f)%n",
                "median",
                medians[0],
                medians[1],
                medians[2],
                medians[3],
                medians[2] / medians[0],
                medians[3] / medians[1]);
    }

    /** Of the clock, and of all processors together. */
    private static double[] time(Runnable work) {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        return new double[] {(System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9};
    }

    private void plain() {
        delete("plain");
        Dataset<Row> predicted = rival.transform(vectors(tables.read(FeatureTable.NAME)))
                .selectExpr("trip_id", "requested_at", "event_date", "prediction as eta_minutes");
        tables.replaceDatesInPlace(
                "plain",
                predicted,
                IntStream.range(0, DAYS).mapToObj(FIRST::plusDays).toList());
    }

    private void full() {
        delete(ScoredTable.NAME);
        delete(ScoredTable.CURRENT);
        new BatchScore()
                .run(
                        new BatchScore.Params(
                                SOURCE,
                                sections.features(),
                                Optional.of(SPLIT),
                                new Explain(5),
                                new Score(false, 0.6),
                                Optional.empty(),
                                Optional.empty()),
                        context);
    }

    /** So that no round has less to do than the first. */
    private void delete(String table) {
        FileUtils.deleteQuietly(home.resolve("warehouse").resolve(table).toFile());
    }
}
