package dev.waybill.jobs;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Progress;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.params.Params;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.common.track.Tracking;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.train.Train;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A pipeline in a scratch folder whose jobs can be run one by one: a few hundred generated trips of March 2020. */
public final class TinyPipeline implements AutoCloseable {

    public static final String HEADER = "id,pickup,dropoff,from_zone,to_zone,miles";
    public static final Instant NOW = Instant.parse("2020-03-20T04:05:06Z");

    private static final String PARAMS = """
            task: regression
            source:
              table: trips
              format: csv
              path: trips.csv
              options: {header: true}
              time-zone: America/New_York
              columns:
                trip_id:      {expr: id, known-at: request}
                requested_at: {expr: to_timestamp(pickup), known-at: request}
                finished_at:  {expr: to_timestamp(dropoff), known-at: finish}
                origin:       {expr: from_zone, known-at: request}
                destination:  {expr: to_zone, known-at: request}
                distance_mi:  {expr: cast(miles as double), known-at: finish}
              key: [trip_id]
              event-time: requested_at
              label:
                name: eta_minutes
                expr: (unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60
                available-at: finished_at
                unit: min
            checks:
              quarantine:
                implausible-duration: eta_minutes between 1 and 90
                implausible-distance: distance_mi between 0 and 100
            features:
              columns:
                hour: hour(requested_at)
                origin: origin
                destination: cast(destination as int)
              history:
                - {key: [origin, destination], of: eta_minutes, stats: [count, p50], windows: [7d]}
            split: {train: 2020-03-02/2020-03-05, valid: 2020-03-06/2020-03-06, test: 2020-03-07/2020-03-08}
            model: {num_round: 12, max_depth: 3, eta: 0.4, early_stopping_rounds: 3}
            evaluate: {within: 5, baselines: [origin]}
            gates: {mae: 5}
            promote: {few-days: hours, rows: 50}
            """;

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Path home;
    private final Tracking tracking;
    private final Tables tables;

    /** @param home an empty folder, or one that was another tiny pipeline's */
    public TinyPipeline(Path home) {
        this.home = home;
        tracking = LocalTracking.open(home.resolve("mlflow"), Clock.fixed(NOW, ZoneOffset.UTC));
        tables = new Tables(
                SharedSpark.session(), home.resolve("warehouse").resolve("tiny").toString());
        write("conf/dev.yaml", List.of());
        write("pipelines/tiny/params.yaml", List.of(PARAMS));
    }

    /** Trips of some days, as lines of CSV: their length depends on the zones and the hour, and a little on luck. */
    public static List<String> trips(LocalDate first, LocalDate last, int perDay, long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            for (int i = 0; i < perDay; i++) {
                lines.add(trip("%s-%03d".formatted(day, i), day, random));
            }
        }
        return lines;
    }

    private static String trip(String id, LocalDate day, Random random) {
        int from = random.nextInt(5);
        int to = random.nextInt(5);
        int hour = random.nextInt(24);
        LocalDateTime pickup = day.atTime(hour, random.nextInt(60), random.nextInt(60));
        long seconds = 240 + 200L * Math.abs(from - to) + 30L * Math.abs(hour - 12) + random.nextInt(120);
        return String.join(
                ",",
                id,
                LOCAL.format(pickup),
                LOCAL.format(pickup.plusSeconds(seconds)),
                "z" + from,
                Integer.toString(to),
                "%.1f".formatted(1.0 + Math.abs(from - to)));
    }

    /** As new, with the generated trips prepared and their features made: once a JVM, then copied. */
    public static TinyPipeline withFeatures(Path home) {
        copy(Featured.HOME, home);
        return new TinyPipeline(home);
    }

    /** As {@link #withFeatures}, with a model trained and evaluated. */
    public static TinyPipeline withModel(Path home) {
        copy(Trained.HOME, home);
        return new TinyPipeline(home);
    }

    private static final class Featured {

        private static final Path HOME = temporaryFolder();

        static {
            try (TinyPipeline pipeline = new TinyPipeline(HOME)) {
                pipeline.source(trips());
                pipeline.run(new Prepare());
                pipeline.run(new FeatureEngineer());
            }
        }
    }

    private static final class Trained {

        private static final Path HOME = temporaryFolder();

        static {
            try (TinyPipeline pipeline = withFeatures(HOME)) {
                pipeline.run(new Train());
                pipeline.run(new Evaluate());
            }
        }
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("tiny-pipeline");
            FileUtils.forceDeleteOnExit(folder.toFile());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            FileUtils.copyDirectory(from.toFile(), to.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Days 1 to 9 of March, 40 trips each. */
    public static List<String> trips() {
        return trips(LocalDate.of(2020, 3, 1), LocalDate.of(2020, 3, 9), 40, 7);
    }

    /** Makes the source file of these lines, below the header. */
    public void source(List<String> lines) {
        List<String> all = new ArrayList<>(List.of(HEADER));
        all.addAll(lines);
        write("trips.csv", all);
    }

    public Path write(String name, List<String> lines) {
        try {
            Path file = home.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a job with the params of this pipeline and these overrides, such as {@code model.max_depth=2}. */
    public <P extends Record, R extends Record> R run(Job<P, R> job, String... overrides) {
        return job.run(bind(job.params(), overrides), context());
    }

    public <P extends Record> P bind(Class<P> type, String... overrides) {
        return Params.load(home, "tiny", "dev", List.of(overrides)).bind(type);
    }

    public JobContext context() {
        return context(doing -> {});
    }

    public JobContext context(Progress progress) {
        return new JobContext(
                SharedSpark.session(),
                tables,
                tracking,
                new Workspace(home, "tiny", "run-1"),
                Clock.fixed(NOW, ZoneOffset.UTC),
                progress,
                Map.of());
    }

    /** Names and types of columns, as DDL without comments. */
    public static String columns(Dataset<Row> rows) {
        StructType plain = new StructType();
        for (StructField field : rows.schema().fields()) {
            plain = plain.add(field.name(), field.dataType());
        }
        return plain.toDDL();
    }

    public Path home() {
        return home;
    }

    public Tables tables() {
        return tables;
    }

    public Tracking tracking() {
        return tracking;
    }

    public Workspace workspace() {
        return context().workspace();
    }

    @Override
    public void close() {
        tracking.close();
    }
}
