package dev.waybill.tests;

import static dev.waybill.tests.Moment.committed;
import static dev.waybill.tests.Moment.logged;
import static dev.waybill.tests.Moment.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.job.JsonFile;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * A run that is killed at any moment costs only the time of the stage that it was in: the next one goes on, and in the
 * end tables and metrics are those of a run that nobody disturbed.
 */
class KilledRunsIT {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Of twenty: how far a run is when it is killed hangs on the machine, and a fast or a busy one may be over. */
    private static final int MOST_MISSED = 10;

    /** The exit code of a process that signal 9 ended. */
    private static final int KILLED = 128 + 9;

    /** Who did it, when, and after how many tries: all that may differ. */
    private static final Set<String> CHANCE = Set.of(
            "run_id",
            "computed_at",
            "scored_at",
            "checked_at",
            "decided_at",
            "receipt",
            "source_table_id",
            "source_version",
            "features_table_id",
            "features_table_version",
            "features_computed_at",
            "version",
            "id");

    private final Random random = new Random(20261121);

    @TempDir
    Path folder;

    @Test
    void endWithTheSameTablesAndMetrics() throws IOException, InterruptedException {
        SharedSpark.session();
        DemoHome undisturbed = DemoHome.at(folder.toRealPath().resolve("undisturbed"));
        assertThat(undisturbed.run("demo", "--rows=2500").err()).isEmpty();

        DemoHome killed = DemoHome.at(folder.toRealPath().resolve("killed"));
        FileUtils.copyDirectory(
                undisturbed.path().resolve("data/demo").toFile(),
                killed.path().resolve("data/demo").toFile());
        String stage = "prepare";
        List<Moment> missed = new ArrayList<>();
        for (Moment moment : moments()) {
            if (!moment.stage().equals(stage)) {
                finish(killed, stage);
                stage = moment.stage();
            }
            if (!kill(killed, moment)) {
                missed.add(moment);
            }
        }
        assertThat(missed).as("Runs that ended before they were killed").hasSizeLessThanOrEqualTo(MOST_MISSED);
        DemoHome.Ended last = killed.run("repro", "-p", "demo");
        assertThat(last.code()).as(last.err()).isZero();
        assertThat(killed.run("repro", "-p", "demo").out()).endsWith("demo: up to date.\n");

        Map<String, List<String>> tables = tables(killed);
        Map<String, List<String>> expected = tables(undisturbed);
        assertThat(tables.keySet()).isEqualTo(expected.keySet());
        tables.forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(expected.get(table)));
        assertThat(metrics(killed)).isEqualTo(metrics(undisturbed));
        assertThat(versions(killed)).isEqualTo(1);
        requireValidLock(killed);
    }

    /** Over the whole course: within the work, right after a commit, between commits, pointers and lock. */
    private List<Moment> moments() {
        String tables = "pipelines/demo/tables/";
        String lock = "pipelines/demo/dvc.lock";
        return List.of(
                logged("prepare", "Now starting Spark", random.nextInt(800)),
                logged("prepare", "Now reading", random.nextInt(2_000)),
                logged("prepare", "Now checking the batch", random.nextInt(3_000)),
                committed("prepare", "trips", random.nextInt(50)),
                committed("prepare", "quality", 0),
                written("prepare", tables + "trips.json", 0),
                logged("feature-engineer", "Now computing", random.nextInt(2_500)),
                committed("feature-engineer", "features", 0),
                written("feature-engineer", tables + "features.json", random.nextInt(20)),
                logged("train", "Step train begins", random.nextInt(1_500)),
                written("train", "pipelines/demo/.model.tmp", 0),
                logged("evaluate", "Step evaluate begins", random.nextInt(2_000)),
                written("evaluate", lock, 0),
                logged("register", "Step register begins", random.nextInt(300)),
                written("register", "pipelines/demo/registered.json", 0),
                logged("promote", "Step promote begins", random.nextInt(1_000)),
                committed("promote", "promotions", 0),
                written("promote", "pipelines/demo/champion.json", 0),
                committed("batch-score", "scored", random.nextInt(50)),
                logged("drift-report", "Step drift-report begins", random.nextInt(4_000)));
    }

    /** The next run goes on, and finishes the stage that was broken off. */
    private static void finish(DemoHome home, String stage) {
        DemoHome.Ended ended = home.run("repro", stage, "-p", "demo");
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    /** Runs up to the moment's stage, so that a moment that is missed costs no others; whether it was killed. */
    private static boolean kill(DemoHome home, Moment moment) throws IOException, InterruptedException {
        Set<String> before = moment.before(home.path());
        List<String> command = new ArrayList<>(home.launcher());
        command.addAll(List.of("repro", moment.stage(), "-p", "demo"));
        Path printed = home.path().resolve("data/printed.txt");
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        Instant end = Instant.now().plus(LONGEST);
        while (run.isAlive()
                && !moment.isHere(home.path(), before)
                && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        run.waitFor(moment.after().toMillis(), TimeUnit.MILLISECONDS);
        run.destroyForcibly();
        int code = run.waitFor();
        assertThat(code)
                .as("Killed at %s, or over before%n%s", moment, Files.readString(printed))
                .isIn(KILLED, 0);
        return code == KILLED;
    }

    private static Map<String, List<String>> tables(DemoHome home) {
        Tables tables = new Tables(
                SharedSpark.session(),
                home.path().resolve("data/warehouse/demo").toString());
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : tables.names()) {
            rows.put(
                    table,
                    tables.read(table).drop(CHANCE.toArray(String[]::new)).toJSON().collectAsList().stream()
                            .map(row -> row.replace(home.path().toString(), ""))
                            .sorted()
                            .toList());
        }
        return rows;
    }

    private static Map<String, JsonNode> metrics(DemoHome home) throws IOException {
        Map<String, JsonNode> metrics = new TreeMap<>();
        try (Stream<Path> files = Files.list(home.pipeline().resolve("metrics"))) {
            for (Path file : files.toList()) {
                JsonNode tree = JsonFile.JSON.readTree(file.toFile());
                forgetChance(tree);
                metrics.put(file.getFileName().toString(), tree);
            }
        }
        return metrics;
    }

    private static void forgetChance(JsonNode tree) {
        if (tree instanceof ObjectNode mapping) {
            mapping.remove(CHANCE);
        }
        tree.forEach(KilledRunsIT::forgetChance);
    }

    private static int versions(DemoHome home) throws IOException {
        return JsonFile.JSON
                .readTree(home.run("models", "-p", "demo", "--json").out())
                .path("versions")
                .size();
    }

    /** As far as there is a Python to ask the real DVC with. */
    private static void requireValidLock(DemoHome home) throws IOException, InterruptedException {
        try {
            RealDvc dvc = RealDvc.install();
            dvc.git(home.path(), "init", "-q");
            dvc.dvc(home.path(), "init", "-q");
            assertThat(dvc.dvc(home.path(), "status", "--json")).isEqualToIgnoringWhitespace("{}");
        } catch (TestAbortedException e) {
            System.out.println("Not compared with DVC: " + e.getMessage());
        }
    }
}
