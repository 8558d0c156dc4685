package dev.waybill.tests;

import static dev.waybill.tests.KillPoint.logged;
import static dev.waybill.tests.KillPoint.written;
import static dev.waybill.tests.KillPoint.writtenBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * A run that ends at any moment costs only the time of the stage that it was in: the next one goes on, and in the end
 * tables and metrics are those of a run that nobody disturbed. Runs end after the first commit to each table, in this JVM;
 * and six in JVMs of their own are killed, within the work and between the files that a stage leaves.
 */
class KilledRunsIT {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int MOST_TRIES = 5;

    /** The exit code of a process that signal 9 ended. */
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    @Test
    void endWithTheSameTablesAndMetrics() throws IOException, InterruptedException, SQLException {
        DemoHome undisturbed = DemoHome.shared();
        DemoHome killed = DemoHome.at(folder.toRealPath());
        FileUtils.copyDirectory(
                undisturbed.path().resolve("data/demo").toFile(),
                killed.path().resolve("data/demo").toFile());

        kill(killed, logged("prepare", "Now checking the batch"));
        Set<String> stoppedAfter = new TreeSet<>();
        stopAfterEachTable(killed, "feature-engineer", stoppedAfter);
        kill(killed, written("train", "pipelines/demo/.model.tmp"));
        kill(killed, written("train", "pipelines/demo/dvc.lock"));
        stopAfterEachTable(killed, "evaluate", stoppedAfter);
        kill(killed, written("register", "pipelines/demo/registered.json"));
        stopAfterEachTable(killed, "drift-report", stoppedAfter);
        assertThat(killed.run("repro", "-p", "demo").out()).endsWith("demo: up to date.\n");

        Map<String, List<String>> tables = tables(killed);
        Map<String, List<String>> expected = tables(undisturbed);
        assertThat(stoppedAfter).as("No table is spared").isEqualTo(expected.keySet());
        assertThat(tables.keySet()).isEqualTo(expected.keySet());
        tables.forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(expected.get(table)));
        assertThat(metrics(killed)).isEqualTo(metrics(undisturbed));
        assertThat(versions(killed)).isEqualTo(1);
        assertThat(stored(killed, "select distinct status from runs"))
                .contains("FINISHED", "KILLED")
                .doesNotContain("RUNNING");
        requireValidLock(killed);
        changeTheChampion(killed);
    }

    /** By hand and back again, each killed between its decision and what comes of it. */
    private static void changeTheChampion(DemoHome home) throws IOException, InterruptedException, SQLException {
        DemoHome.Ended second = home.run("repro", "register", "-p", "demo", "--set", "model.num_round=5");
        assertThat(second.code()).as(second.err()).isZero();
        changeTheChampion(home, List.of("models", "promote", "2", "--reason", "the second"), "metrics/promote.json", 2);
        changeTheChampion(home, List.of("models", "rollback", "--reason", "the first"), "champion.json", 1);
        assertThat(values(home, "promotions", "concat(number, ' ', decision, ' ', challenger_version)"))
                .containsExactlyInAnyOrder("1 promoted 1", "2 promoted 2", "3 rolled_back 1");
    }

    private static void changeTheChampion(DemoHome home, List<String> command, String file, int version)
            throws IOException, InterruptedException, SQLException {
        kill(home, writtenBy(command, "pipelines/demo/" + file));
        assertThat(champions(home)).as("Killed at %s", file).hasSize(1);
        List<String> again = new ArrayList<>(command);
        again.addAll(List.of("-p", "demo"));
        DemoHome.Ended done = home.run(again.toArray(String[]::new));
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(champions(home)).containsExactly(String.valueOf(version));
        assertThat(values(home, "scored_current", "cast(model_version as string)"))
                .containsOnly(String.valueOf(version));
    }

    private static List<String> values(DemoHome home, String table, String expression) {
        return tablesOf(home)
                .read(table)
                .selectExpr(expression)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static Tables tablesOf(DemoHome home) {
        return new Tables(
                SharedSpark.session(),
                home.path().resolve("data/warehouse/demo").toString());
    }

    private static List<String> champions(DemoHome home) throws SQLException {
        return stored(home, "select version from registered_model_aliases where alias = 'champion'");
    }

    /** Runs up to a stage until it comes to its end, each time with a commit to one more table being the last thing done. */
    private static void stopAfterEachTable(DemoHome home, String stage, Set<String> stoppedAfter) {
        while (true) {
            FailingCommits.Stopped stopped =
                    FailingCommits.during(stoppedAfter, () -> home.run("repro", stage, "-p", "demo"));
            if (stopped.table().isEmpty()) {
                assertThat(stopped.run().code()).as(stopped.run().err()).isZero();
                return;
            }
            assertThat(stopped.run().code())
                    .as("Stopped after a commit to %s", stopped.table())
                    .isNotZero();
            stoppedAfter.add(stopped.table().get());
        }
    }

    /** Runs the point's stage and kills it there: once more where it was over before, on a machine that is busy. */
    private static void kill(DemoHome home, KillPoint point) throws IOException, InterruptedException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (isKilled(home, point)) {
                return;
            }
        }
        throw new AssertionError("Always over before it is killed: " + point);
    }

    private static boolean isKilled(DemoHome home, KillPoint point) throws IOException, InterruptedException {
        Set<String> before = point.before(home.path());
        List<String> command = new ArrayList<>(home.launcher());
        command.addAll(point.command());
        command.addAll(List.of("-p", "demo"));
        Path printed = home.path().resolve("data/printed.txt");
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        Instant end = Instant.now().plus(LONGEST);
        while (run.isAlive()
                && !point.isHere(home.path(), before)
                && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        run.destroyForcibly();
        int code = run.waitFor();
        assertThat(code)
                .as("Killed at %s, or over before%n%s", point, Files.readString(printed))
                .isIn(KILLED, 0);
        return code == KILLED;
    }

    private static Map<String, List<String>> tables(DemoHome home) {
        Tables tables = tablesOf(home);
        return Contents.of(tables, tables.names(), home.path());
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
            mapping.remove(Contents.CHANCE);
        }
        tree.forEach(KilledRunsIT::forgetChance);
    }

    private static int versions(DemoHome home) throws IOException {
        return JsonFile.JSON
                .readTree(home.run("models", "-p", "demo", "--json").out())
                .path("versions")
                .size();
    }

    /** What the tracking store has in its database. */
    private static List<String> stored(DemoHome home, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection store =
                        DriverManager.getConnection("jdbc:sqlite:" + home.path().resolve("data/mlflow/mlflow.db"));
                ResultSet rows = store.createStatement().executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
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
