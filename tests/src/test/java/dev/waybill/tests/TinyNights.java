package dev.waybill.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** A project's home with a pipeline of made-up trips, a hundred and fifty a day, to run nights of at two in the morning. */
record TinyNights(Path home) {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    /** For few rows. */
    private static final String SETTINGS = """
            spark:
              spark.master: local[2]
              spark.sql.shuffle.partitions: "2"
              spark.databricks.delta.snapshotPartitions: "1"
              spark.ui.enabled: "false"
              spark.driver.host: 127.0.0.1
              spark.driver.bindAddress: 127.0.0.1
            """;

    /** What nights leave for others. */
    static final List<String> COMPARED = List.of("trips", "features", "scored", "scored_current", "outcomes");

    private static final String REPORTS = "pipelines/tiny/reports/nights";
    private static final String PARAMS = """
            task: regression
            source:
              table: trips
              format: csv
              path: data/tiny/trips
              options: {header: true}
              columns:
                trip_id:      {expr: id, known-at: request}
                requested_at: {expr: to_timestamp(requested), known-at: request}
                finished_at:  {expr: to_timestamp(finished), known-at: finish}
                arrived_at:   {expr: to_timestamp(arrived), known-at: finish}
                origin:       {expr: from_zone, known-at: request}
                distance_km:  {expr: cast(km as double), known-at: request}
              key: [trip_id]
              event-time: requested_at
              arrives-at: arrived_at
              label:
                name: eta_minutes
                expr: (unix_timestamp(finished_at) - unix_timestamp(requested_at)) / 60
                available-at: finished_at
                unit: min
            checks: {distribution: 1, volume: {least: 0}}   # the last trips are some of a day that has only begun
            features:
              columns: {hour: hour(requested_at), distance_km: distance_km}
              history:
                - {key: [origin], of: eta_minutes, stats: [count, p50], windows: [2d]}
            split: {by: age, train: [2d], valid: 1d, test: 1d}
            model: {num_round: 4, max_depth: 3, eta: 0.5}
            intervals: {days: 2}
            evaluate: {within: 5, baselines: [origin]}
            gates: {mae: 60}
            promote: {few-days: hours, rows: 50}
            drift: {min-rows: 50}
            retrain: {age: 60d, drift: false, error: 100}
            """;

    static TinyNights at(Path home) throws IOException {
        SharedSpark.session();
        TinyNights nights = new TinyNights(home);
        FileUtils.copyDirectory(
                PROJECT.resolve("conf").toFile(), home.resolve("conf").toFile());
        nights.write("conf/dev.yaml", SETTINGS);
        nights.write("pipelines/tiny/params.yaml", PARAMS);
        nights.write("pipelines/tiny/dvc.yaml", stages());
        return nights;
    }

    /** The demo's, of which no source code is hashed here. */
    private static String stages() throws IOException {
        return Files.readString(PROJECT.resolve("pipelines/demo/dvc.yaml"))
                .lines()
                .filter(line -> !line.contains("/src/main/java/"))
                .map(line -> line.replace("data/demo", "data/tiny")
                        .replace("pipelines/demo", "pipelines/tiny")
                        .replace("--pipeline demo", "--pipeline tiny"))
                .collect(Collectors.joining("\n"));
    }

    /** As it stands, somewhere else. */
    TinyNights copy(Path other) throws IOException {
        FileUtils.copyDirectory(home.toFile(), other.toFile());
        return new TinyNights(other);
    }

    /** Brings the rows that come by a night, and had not by the one before, in a file of their own. */
    TinyNights deliver(LocalDate... nights) {
        for (LocalDate night : nights) {
            deliver(night, TinyTrip.of(night).stream().map(TinyTrip::line).toList());
        }
        return this;
    }

    /** Brings the rows of many nights in a single file. */
    void deliverAtOnce(LocalDate first, LocalDate last) {
        deliver(
                last,
                Arrays.stream(dates(first, last))
                        .flatMap(night -> TinyTrip.of(night).stream())
                        .map(TinyTrip::line)
                        .toList());
    }

    void deliver(LocalDate night, List<String> lines) {
        List<String> file = new ArrayList<>(List.of(TinyTrip.HEADER));
        file.addAll(lines);
        write("data/tiny/trips/" + night + ".csv", String.join("\n", file) + "\n");
    }

    /** The night of a date, when it is due. */
    DemoHome.Ended night(LocalDate date) {
        return at(due(date), "nightly", "-p", "tiny", "--date", date.toString());
    }

    /** A job by itself, when the night of a date is due. */
    DemoHome.Ended job(LocalDate night, String name, String... words) {
        List<String> all = new ArrayList<>(List.of("job", name, "-p", "tiny"));
        all.addAll(List.of(words));
        return at(due(night), all.toArray(String[]::new));
    }

    /** Starts the night in a JVM of its own. */
    Process start(LocalDate date) throws IOException {
        DemoHome.writeLauncher(home);
        return new ProcessBuilder(
                        home.resolve("waybill").toString(), "nightly", "-p", "tiny", "--date", date.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("data/printed.txt").toFile())
                .start();
    }

    static Instant due(LocalDate date) {
        return date.plusDays(1).atTime(2, 0).toInstant(ZoneOffset.UTC);
    }

    /** Runs a command in this JVM. */
    DemoHome.Ended at(Instant now, String... words) {
        return DemoHome.run(home, Map.of(), Clock.fixed(now, ZoneOffset.UTC), words);
    }

    Tables tables() {
        return new Tables(
                SharedSpark.session(), home.resolve("data/warehouse/tiny").toString());
    }

    Tables tablesOfReplay() {
        return new Tables(
                SharedSpark.session(),
                home.resolve("data/replay/tiny/warehouse/tiny").toString());
    }

    Map<String, List<String>> contents(List<String> names) {
        return contents(tables(), names);
    }

    Map<String, List<String>> contents(Tables tables, List<String> names) {
        return Contents.of(tables, names, home);
    }

    String read(String file) {
        try {
            return Files.readString(home.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String text) {
        try {
            Path path = home.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The dates of all nights that came to their end. */
    List<LocalDate> nights() {
        try (Stream<Path> reports = Files.list(home.resolve(REPORTS))) {
            return reports.filter(Files::isDirectory)
                    .map(folder -> LocalDate.parse(folder.getFileName().toString()))
                    .filter(night -> report(night).path("complete").asBoolean())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode report(LocalDate night) {
        return JsonFile.read(home.resolve(REPORTS + "/" + night + "/report.json"), JsonNode.class);
    }

    /** What the report says, but for which run wrote it and what that one did. */
    JsonNode verdict(LocalDate night) {
        return ((ObjectNode) report(night)).remove(List.of("run_id", "steps"));
    }

    /** The same, but for figures: they go by the labels that are in. */
    JsonNode decided(LocalDate night) {
        return ((ObjectNode) verdict(night)).remove(List.of("figures"));
    }

    /** Writes that a night came to its end. */
    void pretend(LocalDate night) {
        JsonNode report = report(nights().get(0));
        ((ObjectNode) report).put("date", night.toString());
        write(REPORTS + "/" + night + "/report.json", report.toString());
    }

    static LocalDate[] dates(LocalDate first, LocalDate last) {
        return first.datesUntil(last.plusDays(1)).toArray(LocalDate[]::new);
    }
}
