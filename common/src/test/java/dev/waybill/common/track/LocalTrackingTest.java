package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of a store in a folder. */
class LocalTrackingTest extends TrackingContract {

    private Path folder;
    private Tracking tracking;

    @BeforeEach
    void open() {
        folder = scratch.resolve("my store é/tracking");
        tracking = open(folder);
    }

    @AfterEach
    void close() {
        tracking.close();
    }

    @Override
    Tracking tracking() {
        return tracking;
    }

    @Test
    void createsNothingBeforeItIsNeeded() {
        assertThat(folder).doesNotExist();
        tracking.versions("green-taxi");
        assertThat(folder.resolve("mlflow.db")).isRegularFile();
    }

    @Test
    void findsEverythingAgain() throws IOException {
        ModelVersion version = register("green-taxi");
        tracking.setAlias("green-taxi", "champion", 1);
        tracking.close();

        try (Tracking later = open(folder)) {
            ModelVersion champion = later.byAlias("green-taxi", "champion").orElseThrow();
            assertThat(champion.runId()).isEqualTo(version.runId());
            assertThat(later.download(champion).resolve("MLmodel")).exists();
            assertThat(later.tags(champion.runId())).isEqualTo(tracking.tags(version.runId()));
        }
    }

    @Test
    void findsFilesAgainAfterAMove() throws IOException {
        ModelVersion version = register("green-taxi");
        tracking.close();
        Path moved = Files.move(folder, scratch.resolve("moved"));

        try (Tracking later = open(moved)) {
            assertThat(later.download(version))
                    .isEqualTo(moved.resolve("mlartifacts/1/" + version.runId() + "/artifacts/model"));
            assertThat(later.download(version).resolve("data/model.ubj")).hasContent("trees");
        }
    }

    @Test
    void givesEachVersionItsOwnNumberHoweverManyRegister() throws Exception {
        Path model = modelFolder();
        List<Integer> numbers = inParallel(4, () -> {
            try (Tracking another = open(folder)) {
                List<Integer> mine = new ArrayList<>();
                for (int turn = 0; turn < 5; turn++) {
                    String run = another.startRun("green-taxi", "train", Map.of());
                    another.logModel(run, model, "model");
                    mine.add(another.register("green-taxi", run, "model", Map.of())
                            .version());
                }
                return mine;
            }
        });

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    void takesCallsFromSeveralThreads() throws Exception {
        String run = run();
        inParallel(4, () -> {
            for (int step = 0; step < 10; step++) {
                tracking.logMetrics(run, Map.of(Thread.currentThread().getName(), 1.0), step);
            }
            return List.of();
        });

        assertThat(tracking.metrics(run)).hasSize(4);
    }

    @Test
    void doesNotGiveTheNumberOfADeletedVersionAgain() throws Exception {
        register("green-taxi");
        register("green-taxi");
        sql("update model_versions set current_stage = 'Deleted_Internal' where version = 2");

        assertThat(register("green-taxi").version()).isEqualTo(3);
        assertThat(tracking.versions("green-taxi"))
                .extracting(ModelVersion::version)
                .containsExactly(3, 1);
    }

    @Test
    void refusesADeletedExperiment() throws Exception {
        run();
        sql("update experiments set lifecycle_stage = 'deleted' where name = 'green-taxi'");

        assertThatThrownBy(this::run)
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot start a run in experiment 'green-taxi': it was deleted in MLflow. "
                        + "Restore it with 'mlflow experiments restore -x 1'.");
    }

    @Test
    void refusesFilesOnAServer() throws Exception {
        ModelVersion version = register("green-taxi");
        sql("update model_versions set storage_location = 'mlflow-artifacts:/1/" + version.runId() + "/artifacts'");

        assertThatThrownBy(
                        () -> tracking.download(tracking.versions("green-taxi").get(0)))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot reach the artifacts at mlflow-artifacts:/1/" + version.runId()
                        + "/artifacts: they are not files of this machine. Use the MLflow server that holds them.");
    }

    @Test
    void goesOnWritingWhenANewerMlflowAddedOptionalColumns() throws Exception {
        run();
        upgrade("alter table runs add column workspace varchar(63) not null default 'default'");

        try (Tracking later = open(folder)) {
            assertThat(later.startRun("green-taxi", "train", Map.of())).isNotEmpty();
        }
    }

    @Test
    void refusesAStoreInWhichANewerMlflowNeedsMore() throws Exception {
        run();
        upgrade(
                "drop table input_tags",
                "create table input_tags (input_uuid text, name text, value text, " + "rank integer not null)");

        assertRefused("table 'input_tags' needs the column 'rank', which a newer MLflow added (revision later) and "
                + "Waybill does not know. Update Waybill; or move the file aside to begin a new one, and view that "
                + "with MLflow 3.17 or older.");
    }

    @Test
    void refusesAStoreOfAnOlderMlflow() throws Exception {
        run();
        upgrade("alter table model_versions drop column storage_location");

        assertRefused("table 'model_versions' lacks the column 'storage_location' at MLflow's revision later. If an "
                + "older MLflow made it, run 'mlflow db upgrade sqlite:///" + folder.resolve("mlflow.db")
                + "'; otherwise move it aside to begin a new one.");
    }

    @Test
    void refusesTheDatabaseOfSomethingElse() throws Exception {
        Files.createDirectories(folder);
        sql("create table photos (name text)");

        assertThatThrownBy(this::run)
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use " + folder.resolve("mlflow.db") + " as the tracking store: it is the database "
                        + "of something else than MLflow. Move it aside, or choose another folder.");
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve("mlflow.db"), "not a database ".repeat(100));

        assertThatThrownBy(this::run)
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read the tracking store " + folder.resolve("mlflow.db") + ": it is not a SQLite "
                        + "database, or a damaged one. Restore it from a backup, or move it aside to begin a new one.");
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Files.createDirectories(folder.resolveSibling(""));
        Files.writeString(folder, "in the way");

        assertThatThrownBy(this::run)
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Cannot write to the tracking store " + folder.resolve("mlflow.db") + ": ")
                .hasMessageEndingWith("Check the folder's permissions and the free space.");
    }

    private void assertRefused(String reason) {
        try (Tracking later = open(folder)) {
            assertThatThrownBy(() -> later.versions("green-taxi"))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot write to the tracking store " + folder.resolve("mlflow.db") + ": " + reason);
        }
    }

    private void upgrade(String... statements) throws SQLException {
        tracking.close();
        sql(statements);
        sql("update alembic_version set version_num = 'later'");
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("mlflow.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private static Tracking open(Path folder) {
        return LocalTracking.open(folder, new TickingClock());
    }

    private static List<Integer> inParallel(int threads, Callable<List<Integer>> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Integer> results = new ArrayList<>();
            for (Future<List<Integer>> result : pool.invokeAll(
                    IntStream.range(0, threads).mapToObj(index -> task).toList())) {
                results.addAll(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
