package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.server.MlflowVariables;
import dev.waybill.common.track.server.Patience;
import dev.waybill.common.track.server.ServerAddress;
import dev.waybill.common.track.server.ServerTracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What holds of a store on a real MLflow server, which all tests of a class share. */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerTrackingContract extends TrackingContract {

    private static final String LOG_BATCH = "runs/log-batch";
    private static final MlflowVariables NOBODY = MlflowVariables.of(Map.of());

    private final List<Duration> pauses = new ArrayList<>();
    private MlflowServer server;
    private FaultyProxy proxy;
    private ServerTracking tracking;
    private int test;

    abstract String version();

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        server = MlflowServer.start(version(), folder);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        proxy = new FaultyProxy(server.uri());
        pauses.clear();
        tracking = open(server.uri().toString());
    }

    /** The next test finds an empty store: MLflow cannot forget an experiment, but give it another name. */
    @AfterEach
    void empty() throws IOException, InterruptedException {
        proxy.close();
        test++;
        for (String name : List.of("green-taxi", "food-delivery")) {
            String experiments = server.call(
                    "POST", "experiments/search", "{\"max_results\": 9, \"filter\": \"name = '" + name + "'\"}");
            if (experiments.contains(name)) {
                String id = experiments.replaceFirst("(?s).*\"experiment_id\": ?\"(\\d+)\".*", "$1");
                server.call(
                        "POST",
                        "experiments/update",
                        "{\"experiment_id\": \"" + id + "\", \"new_name\": \"" + name + test + "\"}");
            }
            if (!tracking.versions(name).isEmpty()) {
                server.call("DELETE", "registered-models/delete", "{\"name\": \"" + name + "\"}");
            }
        }
    }

    @Override
    Tracking tracking() {
        return tracking;
    }

    @Test
    void isFoundToBeAServerOfMlflow() {
        assertThatCode(() -> ServerTracking.requireReachable(ServerAddress.of(proxy.uri(), NOBODY)))
                .doesNotThrowAnyException();
    }

    @Test
    void makesARunOnceWhoseAnswerIsLost() throws IOException {
        proxy.fail("experiments/create", FaultyProxy.lostAnswer());
        proxy.fail("runs/create", FaultyProxy.lostAnswer(), FaultyProxy.answer(503, Map.of(), "busy"));
        ServerTracking faulty = open(proxy.uri());

        String run = faulty.startRun("green-taxi", "train", Map.of());
        assertThat(faulty.runs("green-taxi", Map.of())).containsExactly(run);
        assertThat(proxy.requests())
                .filteredOn("POST /api/2.0/mlflow/runs/create"::equals)
                .hasSize(1);
    }

    @Test
    void makesAVersionOnceWhoseAnswerIsLost() throws IOException {
        String run = runWithModel();
        proxy.fail("registered-models/create", FaultyProxy.lostAnswer());
        proxy.fail("model-versions/create", FaultyProxy.lostAnswer());

        ModelVersion version = open(proxy.uri()).register("green-taxi", run, "model", Map.of("mae", "4.5"));
        assertThat(tracking.versions("green-taxi")).containsExactly(version);
        assertThat(version.tags()).containsExactly(entry("mae", "4.5"));
    }

    @Test
    void logsOnceWhatItHasToSendTwice() throws IOException {
        ServerTracking faulty = open(proxy.uri());
        String run = faulty.startRun("green-taxi", "train", Map.of());
        for (Runnable log : List.<Runnable>of(
                () -> faulty.logMetrics(run, Map.of("mae", 4.5), 3),
                () -> faulty.logParams(run, Map.of("trees", "200")),
                () -> faulty.setTags(run, Map.of("night", "1")))) {
            proxy.fail(LOG_BATCH, FaultyProxy.lostAnswer(), FaultyProxy.answer(429, Map.of("Retry-After", "2"), ""));
            log.run();
        }

        assertThat(tracking.metricHistory(run, "mae")).hasSize(1);
        assertThat(tracking.params(run)).containsExactly(entry("trees", "200"));
        assertThat(tracking.tags(run)).containsEntry("night", "1");
        assertThat(pauses).contains(Duration.ofSeconds(2));
    }

    @Test
    void logsMoreThanMlflowTakesInOneCall() {
        String run = run();
        Map<String, String> params = new TreeMap<>();
        IntStream.range(0, 250).forEach(number -> params.put("p" + number, "é".repeat(5_000)));
        Map<String, Double> metrics = new TreeMap<>();
        IntStream.range(0, 1_200).forEach(number -> metrics.put("m" + number, (double) number));
        tracking.logParams(run, params);
        tracking.logMetrics(run, metrics, 0);

        assertThat(tracking.params(run)).isEqualTo(params);
        assertThat(tracking.metrics(run)).isEqualTo(metrics);
    }

    @Test
    void keepsACopyOfAModelThatIsWholeOrNotThere() throws IOException {
        ModelVersion version = register("green-taxi");
        ServerTracking faulty = open(proxy.uri());
        String file = version.artifactUri().replace("mlflow-artifacts:/", "artifacts/") + "/data/model.ubj";
        proxy.fail(file, FaultyProxy.answer(413, Map.of(), "too large"));

        assertThatThrownBy(() -> faulty.download(version))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("(413)");
        assertThat(scratch.resolve("models/green-taxi")).isEmptyDirectory();
        Path copy = faulty.download(version);
        assertThat(copy.resolve("data/model.ubj")).hasContent("trees");
        assertThat(copy).isNotEqualTo(tracking.download(version)).exists();
        int before = proxy.requests().size();
        assertThat(faulty.download(version)).isEqualTo(copy);
        assertThat(proxy.requests()).hasSize(before);
    }

    @Test
    void keepsFilesInAFolderThatTheServerSees() throws IOException, InterruptedException {
        Path shared = Files.createDirectories(scratch.resolve("shared disk"));
        server.call(
                "POST",
                "experiments/create",
                "{\"name\": \"green-taxi\", \"artifact_location\": \"" + shared.toUri() + "\"}");
        ModelVersion version = register("green-taxi");

        assertThat(version.artifactUri()).startsWith("file:");
        assertThat(shared.resolve(version.runId()).resolve("artifacts/model/MLmodel"))
                .exists();
        assertThat(tracking.download(version).resolve("data/model.ubj")).hasContent("trees");
    }

    @Test
    void refusesADeletedExperiment() throws IOException, InterruptedException {
        String answer = server.call("POST", "experiments/create", "{\"name\": \"green-taxi\"}");
        String id = answer.replaceAll("\\D", "");
        server.call("POST", "experiments/delete", "{\"experiment_id\": \"" + id + "\"}");

        assertThatThrownBy(this::run)
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot start a run in experiment 'green-taxi': it was deleted in MLflow. "
                        + "Restore it with 'mlflow experiments restore -x " + id + "'.");
        server.call("POST", "experiments/restore", "{\"experiment_id\": \"" + id + "\"}");
    }

    @Test
    void movesTheChampionLast() throws IOException {
        register("green-taxi");
        register("green-taxi");
        ServerTracking watched = open(proxy.uri());
        proxy.fail(
                "registered-models/alias",
                FaultyProxy.answer(200, Map.of(), "{}"),
                FaultyProxy.answer(200, Map.of(), "{}"),
                FaultyProxy.answer(400, Map.of(), "{\"error_code\": \"INVALID_STATE\", \"message\": \"Not now.\"}"));

        assertThatThrownBy(
                        () -> watched.setAliases("green-taxi", Map.of("champion", 2, "previous", 1, "challenger", 2)))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use the MLflow server " + proxy.uri().replaceFirst("/$", "")
                        + ": it refuses a call (INVALID_STATE): Not now. Correct what it names, or see its log.");
        assertThat(tracking.byAlias("green-taxi", "champion")).isEmpty();
    }

    private ServerTracking open(String uri) {
        Patience patience =
                new Patience(Duration.ofSeconds(20), 3, Duration.ofMillis(1), Duration.ofSeconds(5), pauses::add);
        return ServerTracking.open(
                ServerAddress.of(uri, NOBODY),
                patience,
                Configuration::new,
                scratch.resolve("models"),
                new TickingClock());
    }
}
