package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten days of real trips, brought in one by one in whatever order, end up as if brought in at once. */
class DayByDayIT {

    private static final Path RAW =
            Path.of("../../shared/data/green-taxi").toAbsolutePath().normalize();
    private static final int DAYS = 10;
    /** Who did it and when, and as of which version of another table. */
    private static final String[] CHANCE = {"computed_at", "source_id", "source_version"};

    @TempDir
    static Path folder;

    private static DemoHome home;
    private static Path trips;

    @BeforeAll
    static void cutTenDays() throws IOException {
        boolean isThere = Files.isDirectory(RAW);
        if (!isThere) {
            System.out.println("Skipped: days one by one, because " + RAW + " is not there");
        }
        assumeTrue(isThere);
        SharedSpark.session();
        home = DemoHome.at(folder.toRealPath());
        trips = home.path().resolve("trips.csv");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(RAW.resolve("green_tripdata_2020-03.csv.gz"))),
                        StandardCharsets.UTF_8));
                PrintWriter cut = new PrintWriter(Files.newBufferedWriter(trips))) {
            cut.println(lines.readLine());
            lines.lines().filter(DayByDayIT::isOfTheTenDays).forEach(cut::println);
        }
        at("once");
        run("prepare", "once");
        run("feature-engineer", "once");
    }

    /** The second field is when the trip was asked for. */
    private static boolean isOfTheTenDays(String line) {
        String requestedAt = line.split(",", 3)[1];
        return requestedAt.compareTo("2020-03-01") >= 0 && requestedAt.compareTo("2020-03-11") < 0;
    }

    @Test
    void inOrderIsAtOnce() throws IOException {
        endsUpAsAtOnce("in-order", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    }

    @Test
    void inReverseIsAtOnce() throws IOException {
        endsUpAsAtOnce("in-reverse", List.of(10, 9, 8, 7, 6, 5, 4, 3, 2, 1));
    }

    @Test
    void aDayOnceMoreIsAtOnce() throws IOException {
        endsUpAsAtOnce("once-more", List.of(3, 1, 2, 4, 5, 6, 4, 7, 8, 9, 10));
    }

    private static void endsUpAsAtOnce(String pipeline, List<Integer> days) throws IOException {
        at(pipeline);
        for (int day : days) {
            String date = "--date=2020-03-%02d".formatted(day);
            run("prepare", pipeline, date);
            run("feature-engineer", pipeline, date);
        }
        for (String table : List.of("trips", "features")) {
            Dataset<Row> oneByOne = rows(pipeline, table);
            Dataset<Row> atOnce = rows("once", table);
            assertThat(oneByOne.count()).as(table).isEqualTo(atOnce.count()).isGreaterThan(100_000);
            assertThat(oneByOne.select("event_date").distinct().count()).isEqualTo(DAYS);
            assertThat(oneByOne.exceptAll(atOnce).isEmpty()).as(table).isTrue();
            assertThat(atOnce.exceptAll(oneByOne).isEmpty()).as(table).isTrue();
        }
    }

    private static Dataset<Row> rows(String pipeline, String table) {
        return new Tables(
                        SharedSpark.session(),
                        home.path().resolve("data/warehouse").resolve(pipeline).toString())
                .read(table)
                .drop(CHANCE);
    }

    /** A pipeline of its own, so that the others' tables stay. */
    private static void at(String pipeline) throws IOException {
        Path to = Files.createDirectories(home.path().resolve("pipelines").resolve(pipeline));
        for (String file : List.of("params.yaml", "dvc.yaml")) {
            String text = Files.readString(Path.of("../pipelines/green-taxi").resolve(file));
            Files.writeString(to.resolve(file), text.replace("green-taxi", pipeline));
        }
    }

    private static void run(String job, String pipeline, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "job",
                job,
                "-p",
                pipeline,
                "--set=source.path=" + trips,
                "--set=checks.references.zones.path=" + RAW.resolve("taxi_zone_lookup.csv")));
        words.addAll(List.of(options));
        DemoHome.Ended ended = home.run(words.toArray(String[]::new));
        assertThat(ended.code()).as("%s%n%s%s", words, ended.out(), ended.err()).isZero();
    }
}
