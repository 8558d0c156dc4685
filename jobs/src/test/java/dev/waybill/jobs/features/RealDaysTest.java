package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.params.Params;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.common.track.Tracking;
import dev.waybill.jobs.prepare.Prepare;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Days of real trips, brought in one by one in whatever order, end up as if brought in at once: the last three until 10
 * March 2020, of which the first has the change of clocks, or as many as {@code waybill.days} says, ten at most.
 */
class RealDaysTest {

    private static final Path RAW =
            Path.of("../../shared/data/green-taxi").toAbsolutePath().normalize();
    private static final Path PARAMS = Path.of("../pipelines/green-taxi/params.yaml");
    private static final int DAYS = Integer.getInteger("waybill.days", 3);
    private static final List<LocalDate> DATES = LocalDate.of(2020, 3, 11)
            .minusDays(DAYS)
            .datesUntil(LocalDate.of(2020, 3, 11))
            .toList();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2020-03-11T12:00:00Z"), ZoneOffset.UTC);

    /** As of which version of the trips. */
    private static final String[] CHANCE = {FeatureTable.SOURCE_ID, FeatureTable.SOURCE_VERSION};

    @TempDir
    private static Path home;

    private static Tracking tracking;

    @BeforeAll
    static void bringInAtOnce() throws IOException {
        boolean isThere = Files.isDirectory(RAW);
        if (!isThere) {
            System.out.println("Skipped: days one by one, because " + RAW + " is not there");
        }
        assumeTrue(isThere);
        tracking = LocalTracking.open(home.resolve("mlflow"), CLOCK);
        Files.createDirectories(home.resolve("conf"));
        Files.createFile(home.resolve("conf/dev.yaml"));
        cutDays(home.resolve("trips.csv"));
        bringIn("at-once", new Prepare(), Optional.empty());
        bringIn("at-once", new FeatureEngineer(), Optional.empty());
    }

    @AfterAll
    static void close() {
        if (tracking != null) {
            tracking.close();
        }
    }

    private static void cutDays(Path to) throws IOException {
        Path month = RAW.resolve("green_tripdata_2020-03.csv.gz");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(month)), StandardCharsets.UTF_8));
                PrintWriter cut = new PrintWriter(Files.newBufferedWriter(to))) {
            cut.println(lines.readLine());
            lines.lines().filter(RealDaysTest::isOfTheDays).forEach(cut::println);
        }
    }

    /** The second field is when the trip was asked for. */
    private static boolean isOfTheDays(String line) {
        String requestedAt = line.split(",", 3)[1];
        return requestedAt.compareTo(DATES.get(0).toString()) >= 0 && requestedAt.compareTo("2020-03-11") < 0;
    }

    /**
     * One day comes after a later one, one after all earlier ones, and one that others follow comes once more. Features
     * are of what had come by then, so all days are there before the first of them is computed.
     */
    @Test
    void outOfOrderWithADayOnceMoreIsAtOnce() throws IOException {
        List<LocalDate> order = new ArrayList<>(DATES);
        Collections.swap(order, 0, 1);
        order.add(DATES.get(1));
        for (Job<?, ?> job : List.of(new Prepare(), new FeatureEngineer())) {
            for (LocalDate date : order) {
                bringIn("out-of-order", job, Optional.of(date));
            }
        }
        for (String table : List.of("trips", FeatureTable.NAME)) {
            Dataset<Row> oneByOne = tables("out-of-order").read(table).drop(CHANCE);
            Dataset<Row> atOnce = tables("at-once").read(table).drop(CHANCE);
            assertThat(oneByOne.count()).as(table).isEqualTo(atOnce.count()).isGreaterThan(DAYS * 8_000L);
            assertThat(oneByOne.select(Tables.EVENT_DATE).distinct().count()).isEqualTo(DAYS);
            assertThat(oneByOne.exceptAll(atOnce).isEmpty()).as(table).isTrue();
            assertThat(atOnce.exceptAll(oneByOne).isEmpty()).as(table).isTrue();
        }
    }

    private static void bringIn(String pipeline, Job<?, ?> job, Optional<LocalDate> date) throws IOException {
        Path params = home.resolve("pipelines").resolve(pipeline).resolve("params.yaml");
        Files.createDirectories(params.getParent());
        Files.writeString(params, Files.readString(PARAMS).replace("../shared/data/green-taxi", RAW.toString()));
        run(job, pipeline, date);
    }

    private static <P extends Record> void run(Job<P, ?> job, String pipeline, Optional<LocalDate> date) {
        JobContext context = new JobContext(
                SharedSpark.session(),
                tables(pipeline),
                tracking,
                new Workspace(home, pipeline, "run"),
                CLOCK,
                doing -> {},
                Map.of());
        job.run(
                Params.load(home, pipeline, "dev", List.of("source.path=trips.csv"))
                        .bind(job.params()),
                date.map(context::on).orElse(context));
    }

    private static Tables tables(String pipeline) {
        return new Tables(
                SharedSpark.session(),
                home.resolve("warehouse").resolve(pipeline).toString());
    }
}
