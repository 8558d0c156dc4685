package dev.waybill.pipelines.engine;

import dev.waybill.common.job.JobContext;
import dev.waybill.jobs.Jobs;
import dev.waybill.pipelines.demo.DemoPlan;
import dev.waybill.pipelines.demo.DemoTrips;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What the demo's jobs cost beside {@link PlainSpark}, in one JVM and in turns: plain Spark, the job, and both again. The
 * whole pipeline runs twice for each number of rows, each time in a new home: no table is there before.
 */
public final class PlainSparkBenchmark {

    private static final String PIPELINE = "demo";
    private static final int DAYS = 28;
    private static final long SEED = 42;
    /** In order. Those that touch no rows have no counterpart, but later ones need what they leave. */
    private static final List<String> JOBS = List.of(
            "prepare", "feature-engineer", "train", "evaluate", "register", "promote", "batch-score", "drift-report");

    private record Cost(Duration took, int sparkJobs) {

        double seconds() {
            return took.toMillis() / 1000.0;
        }
    }

    private record Pair(Cost plain, Cost waybill) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.1f | %.1f | %.1f",
                    plain.seconds(),
                    waybill.seconds(),
                    waybill.seconds() / plain.seconds());
        }
    }

    private final Path project;
    private final Path folder;
    private final PrintStream report;
    private final PrintStream progress;

    private PlainSparkBenchmark(Path project, Path folder, PrintStream report, PrintStream progress) {
        this.project = project;
        this.folder = folder;
        this.report = report;
        this.progress = progress;
    }

    /**
     * Takes the project's folder, one to work in, two files or devices, for the report and for how far it is, and then
     * numbers of rows.
     */
    public static void main(String[] arguments) throws IOException {
        try (PrintStream report = stream(arguments[2]);
                PrintStream progress = stream(arguments[3])) {
            PlainSparkBenchmark benchmark =
                    new PlainSparkBenchmark(Path.of(arguments[0]), Path.of(arguments[1]), report, progress);
            benchmark.head();
            for (String rows : List.of(arguments).subList(4, arguments.length)) {
                benchmark.compare(Long.parseLong(rows));
            }
        } finally {
            if (SparkSession.getDefaultSession().isDefined()) {
                SparkSession.getDefaultSession().get().stop();
            }
        }
    }

    /** Adds to what is there, which leaves alone a file that the shell has opened already. */
    private static PrintStream stream(String file) throws IOException {
        return new PrintStream(new FileOutputStream(file, true), true, StandardCharsets.UTF_8);
    }

    private void head() {
        report.println("""
                Seconds in one JVM with %d processors and a heap of %,d MB. First: the first time for this number of rows;
                for the first number, classes are loaded and compiled meanwhile, for plain Spark before the jobs.
                Spark jobs are those of the second time. Plain Spark, for each stage:
                """.formatted(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20));
        for (String job : JOBS) {
            Optional.ofNullable(PlainSpark.STAGES.get(job))
                    .ifPresent(stage -> report.println("- %s: %s".formatted(job, stage.does())));
        }
        report.println("""

                The stages register and promote touch no rows, and are left out.

                | stage | rows | first: plain s | Waybill s | ratio | second: plain s | Waybill s | ratio \
                | Spark jobs: plain | Waybill |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|""");
    }

    private void compare(long rows) throws IOException {
        Map<String, Pair> first = turn(rows, "first");
        Map<String, Pair> second = turn(rows, "second");
        first.forEach((job, pair) -> report.println(line(job, rows, pair, Objects.requireNonNull(second.get(job)))));
    }

    private static String line(String job, long rows, Pair first, Pair second) {
        int plain = second.plain().sparkJobs();
        int waybill = second.waybill().sparkJobs();
        return String.format(Locale.ROOT, "| %s | %,d | %s | %s | %d | %d |", job, rows, first, second, plain, waybill);
    }

    private Map<String, Pair> turn(long rows, String turn) throws IOException {
        Path raw = folder.resolve("trips-" + rows);
        Pipeline pipeline = pipeline(folder.resolve(rows + "-" + turn), raw);
        JobContext context = RunSetup.context(pipeline, turn, Optional.empty(), Clock.systemUTC(), doing -> {})
                .during("benchmark");
        DemoTrips.write(context.spark(), DemoPlan.of(rows, DAYS, SEED), raw);
        PlainSpark plain = new PlainSpark(
                context.spark(),
                raw,
                context.tables(),
                pipeline.home().resolve("plain"),
                pipeline.params().bind(PlainSpark.Sections.class));
        Map<String, Pair> pairs = new LinkedHashMap<>();
        for (String job : JOBS) {
            Optional<Cost> rival = Optional.ofNullable(PlainSpark.STAGES.get(job))
                    .map(stage -> cost(
                            context.spark().sparkContext(), () -> stage.work().accept(plain)));
            Outcome outcome = JobRun.run(pipeline.step(job), pipeline.params(), context);
            SparkCost cost = outcome.cost().orElseThrow();
            rival.ifPresent(of -> pairs.put(job, new Pair(of, new Cost(outcome.took(), cost.jobs()))));
            progress.printf(
                    "%d rows, %s time, %s: %s%s%n",
                    rows, turn, job, outcome.summary(), rival.isPresent() ? "; " + cost : "");
        }
        return pairs;
    }

    /** The demo as it is, with its raw rows elsewhere. */
    private Pipeline pipeline(Path home, Path raw) throws IOException {
        for (String file : List.of("conf/dev.yaml", "pipelines/demo/params.yaml", "pipelines/demo/dvc.yaml")) {
            FileUtils.copyFile(
                    project.resolve(file).toFile(), home.resolve(file).toFile());
        }
        return Pipeline.load(home, PIPELINE, "dev", List.of("source.path=" + raw), Jobs::all);
    }

    private static Cost cost(SparkContext spark, Runnable work) {
        try (SparkCosts costs = SparkCosts.during(spark)) {
            long start = System.nanoTime();
            work.run();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new Cost(took, costs.after(took).orElseThrow().jobs());
        }
    }
}
