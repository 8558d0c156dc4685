package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a tracking store, wherever it keeps things. */
abstract class TrackingContract {

    private static final String MLMODEL = """
            utc_time_created: '2020-03-01 00:00:00.000000'
            model_uuid: 0123456789abcdef0123456789abcdef
            flavors:
              xgboost: {data: model.ubj}
            """;

    @TempDir
    Path scratch;

    /** An empty store, the same one throughout a test. */
    abstract Tracking tracking();

    @Test
    void startsRunsWithTheTagsThatMlflowShows() {
        String run = tracking().startRun("green-taxi", "train", Map.of(RunTags.GIT_COMMIT, "abc123"));

        assertThat(run).matches("[0-9a-f]{32}");
        assertThat(tracking().tags(run))
                .contains(
                        entry(RunTags.RUN_NAME, "train"),
                        entry(RunTags.SOURCE_NAME, "waybill"),
                        entry(RunTags.SOURCE_TYPE, "JOB"),
                        entry(RunTags.GIT_COMMIT, "abc123"))
                .containsKey(RunTags.USER);
    }

    @Test
    void letsTheTagsOfARunReplaceWaybillsOwn() {
        String run = tracking().startRun("green-taxi", "train", Map.of(RunTags.SOURCE_TYPE, "LOCAL"));

        assertThat(tracking().tags(run)).containsEntry(RunTags.SOURCE_TYPE, "LOCAL");
    }

    @Test
    void keepsRunsApart() {
        String one = run();
        String other = run();
        tracking().logParams(one, Map.of("trees", "200"));

        assertThat(other).isNotEqualTo(one);
        assertThat(tracking().params(one)).containsExactly(entry("trees", "200"));
        assertThat(tracking().params(other)).isEmpty();
    }

    @Test
    void takesTheSameParamAgainButNoOtherValue() {
        String run = run();
        tracking().logParams(run, Map.of("trees", "200"));
        tracking().logParams(run, Map.of("trees", "200", "depth", "6"));

        assertThat(tracking().params(run)).containsOnly(entry("trees", "200"), entry("depth", "6"));
        assertThatIllegalStateException()
                .isThrownBy(() -> tracking().logParams(run, Map.of("trees", "300")))
                .withMessage("Cannot change param 'trees' of run " + run + " from '200' to '300': a param is logged "
                        + "once. Log it under another key, or in another run.");
    }

    @Test
    void logsNothingOfACallThatFails() {
        String run = run();

        assertThatThrownBy(() -> tracking().logMetrics(run, Map.of("mae", 4.5, "mae%", 0.1), 0))
                .isInstanceOf(Refusal.class);
        assertThat(tracking().metrics(run)).isEmpty();
    }

    @Test
    void cutsParamsAndTagsThatAreTooLong() {
        String run = run();
        String car = "\uD83D\uDE97";
        tracking().logParams(run, Map.of("long", car.repeat(6_001)));
        tracking().logParams(run, Map.of("long", car.repeat(6_002)));
        tracking().setTags(run, Map.of("long", "x".repeat(8_001)));

        assertThat(tracking().params(run)).containsEntry("long", car.repeat(6_000));
        assertThat(tracking().tags(run)).containsEntry("long", "x".repeat(8_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mae%", "../mae", "/mae", "mae/", "a//b", "a/./b"})
    void refusesKeysThatMlflowDoesNotTake(String key) {
        String run = run();

        assertThatThrownBy(() -> tracking().logMetrics(run, Map.of(key, 1.0), 0))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot log '" + key + "': MLflow takes keys of at most 250 letters, digits and _ - . : /, "
                        + "and spaces, that read as a relative path. Rename it.");
    }

    @Test
    void takesKeysOfManyWords() {
        String run = run();
        tracking().logMetrics(run, Map.of("test/mae by zone: Été", 4.5, "k".repeat(250), 1.0), 0);

        assertThat(tracking().metrics(run)).containsOnlyKeys("test/mae by zone: Été", "k".repeat(250));
        assertThatThrownBy(() -> tracking().logParams(run, Map.of("k".repeat(251), "")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("at most 250");
    }

    @Test
    void givesTheMetricOfTheLastStep() {
        String run = run();
        tracking().logMetrics(run, Map.of("mae", 5.0), 0);
        tracking().logMetrics(run, Map.of("mae", 4.0), 2);
        tracking().logMetrics(run, Map.of("mae", 4.5), 1);

        assertThat(tracking().metrics(run)).containsExactly(entry("mae", 4.0));
    }

    @Test
    void givesTheNewestMetricOfAStep() {
        String run = run();
        tracking().logMetrics(run, Map.of("mae", 5.0), 0);
        tracking().logMetrics(run, Map.of("mae", 4.0), 0);

        assertThat(tracking().metrics(run)).containsExactly(entry("mae", 4.0));
    }

    @Test
    void keepsMetricsThatAreNoNumbers() {
        String run = run();
        tracking()
                .logMetrics(
                        run,
                        Map.of("nan", Double.NaN, "up", Double.POSITIVE_INFINITY, "down", Double.NEGATIVE_INFINITY),
                        0);

        assertThat(tracking().metrics(run))
                .containsOnly(
                        entry("nan", Double.NaN), entry("up", Double.MAX_VALUE), entry("down", -Double.MAX_VALUE));
    }

    @Test
    void keepsEveryValueOfAMetricWithItsStep() {
        String run = run();
        tracking().logMetrics(run, Map.of("mae", 5.0), 0);
        tracking().logMetrics(run, Map.of("mae", Double.NaN), 7);
        tracking().logLaterMetrics(run, Map.of("mae", 4.0, "rmse", 6.0));

        List<MetricPoint> history = tracking().metricHistory(run, "mae");
        assertThat(history).extracting(MetricPoint::step).containsExactly(0L, 7L, 8L);
        assertThat(history).extracting(MetricPoint::value).containsExactly(5.0, Double.NaN, 4.0);
        assertThat(history).extracting(MetricPoint::loggedAt).isSorted();
        assertThat(tracking().metricHistory(run, "rmse"))
                .extracting(MetricPoint::step)
                .containsExactly(8L);
        assertThat(tracking().metricHistory(run, "r2")).isEmpty();
        assertThat(tracking().metricHistory("nobody", "mae")).isEmpty();
    }

    @Test
    void keepsALearningCurveRoundByRound() {
        String run = run();
        List<Double> rounds =
                DoubleStream.iterate(1, value -> value + 1).limit(1_200).boxed().toList();
        tracking().logCurves(run, Map.of("valid_mae", rounds, "train_mae", List.of(9.0)));

        List<MetricPoint> history = tracking().metricHistory(run, "valid_mae");
        assertThat(history).extracting(MetricPoint::value).isEqualTo(rounds);
        assertThat(history.get(1_199).step()).isEqualTo(1_199);
        assertThat(tracking().metrics(run)).containsEntry("valid_mae", 1_200.0).containsEntry("train_mae", 9.0);
    }

    @Test
    void findsRunsByTheirTags() {
        String night = tracking().startRun("green-taxi", "tune", Map.of("night", "it's \"late\"", "city", "x"));
        String first = tracking().startRun("green-taxi", "trial 1", Map.of(RunTags.PARENT_RUN, night));
        String second = tracking().startRun("green-taxi", "trial 2", Map.of(RunTags.PARENT_RUN, night));
        tracking().startRun("food-delivery", "trial 1", Map.of(RunTags.PARENT_RUN, night));

        assertThat(tracking().runs("green-taxi", Map.of(RunTags.PARENT_RUN, night)))
                .containsExactly(second, first);
        assertThat(tracking().runs("green-taxi", Map.of("night", "it's \"late\"", "city", "x")))
                .containsExactly(night);
        assertThat(tracking().runs("green-taxi", Map.of("night", "it's \"late\"", "city", "y")))
                .isEmpty();
        assertThat(tracking().runs("green-taxi", Map.of())).containsExactly(second, first, night);
        assertThat(tracking().runs("nowhere", Map.of())).isEmpty();
    }

    @Test
    void findsRunsThatNobodyEnded() {
        Map<String, String> night = Map.of("night", "1");
        String ended = tracking().startRun("green-taxi", "ended", night);
        tracking().finish(ended, RunStatus.FINISHED);
        String left = tracking().startRun("green-taxi", "left", night);
        String other = tracking().startRun("green-taxi", "other", Map.of("night", "2"));

        assertThat(tracking().unfinished("green-taxi", night)).containsExactly(left);
        assertThat(tracking().unfinished("green-taxi", Map.of())).containsExactly(other, left);
        tracking().finish(left, RunStatus.KILLED);
        assertThat(tracking().unfinished("green-taxi", night)).isEmpty();
        assertThat(tracking().unfinished("nowhere", night)).isEmpty();
    }

    @Test
    void takesInputsTwice() {
        String run = run();
        DatasetInput input = new DatasetInput(
                "features",
                "0a1b2c3d",
                "{\"path\":\"features\"}",
                "training",
                Optional.of("{\"mlflow_colspec\":[]}"),
                OptionalLong.of(58_212));
        tracking().logInputs(run, List.of(input));
        tracking().logInputs(run, List.of(input, input));

        tracking().finish(run, RunStatus.FINISHED);
    }

    @Test
    void refusesToLogToAnUnknownRun() {
        assertThatThrownBy(() -> tracking().setTags("nobody", Map.of("a", "b")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot log to run nobody: the tracking store has none of this id, or it was deleted. "
                        + "Restore it with 'mlflow runs restore', or run again.");
        assertThat(tracking().tags("nobody")).isEmpty();
        assertThat(tracking().params("nobody")).isEmpty();
        assertThat(tracking().metrics("nobody")).isEmpty();
    }

    @Test
    void logsAModelWithWhatMlflowShowsOfIt() throws IOException {
        String run = run();
        tracking().logModel(run, modelFolder(), "model");

        assertThat(tracking().tags(run))
                .containsEntry(
                        RunTags.MODEL_HISTORY,
                        "[{\"run_id\":\"" + run + "\",\"artifact_path\":\"model\","
                                + "\"utc_time_created\":\"2020-03-01 00:00:00.000000\","
                                + "\"model_uuid\":\"0123456789abcdef0123456789abcdef\","
                                + "\"flavors\":{\"xgboost\":{\"data\":\"model.ubj\"}}}]");
    }

    @Test
    void registersVersionsWithTheirFiles() throws IOException {
        String run = run();
        tracking().logModel(run, modelFolder(), "models/my model");

        ModelVersion version = tracking().register("green-taxi", run, "models/my model", Map.of("mae", "4.5"));

        assertThat(version.version()).isEqualTo(1);
        assertThat(version.runId()).isEqualTo(run);
        assertThat(version.tags()).containsExactly(entry("mae", "4.5"));
        assertThat(version.aliases()).isEmpty();
        assertThat(version.createdAt()).isAfterOrEqualTo(TickingClock.START);
        assertThat(version).hasToString("green-taxi/1");
        assertThat(tracking().download(version).resolve("data/model.ubj")).hasContent("trees");
        assertThat(tracking().download(version).resolve("MLmodel")).hasContent(MLMODEL);
    }

    @Test
    void givesVersionsNewestFirst() throws IOException {
        ModelVersion one = register("green-taxi");
        ModelVersion two = register("green-taxi");
        register("food-delivery");

        assertThat(tracking().versions("green-taxi")).containsExactly(two, one);
        assertThat(tracking().versions("unknown")).isEmpty();
    }

    @Test
    void refusesToRegisterWhatWasNotLogged() {
        String run = run();

        assertThatThrownBy(() -> tracking().register("green-taxi", run, "model", Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Cannot find the files of model green-taxi: ");
        assertThat(tracking().versions("green-taxi")).isEmpty();
    }

    @Test
    void refusesVersionTagsThatMlflowDoesNotTake() throws IOException {
        String run = runWithModel();

        assertThatThrownBy(() -> tracking().register("green-taxi", run, "model", Map.of("why", "x".repeat(5_001))))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot tag a model version with 'why': its value has 5001 characters, MLflow takes 5000. "
                        + "Shorten it, or tag the run.");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "green/taxi", "green:taxi"})
    void refusesModelNamesThatMlflowDoesNotTake(String name) throws IOException {
        String run = runWithModel();

        assertThatThrownBy(() -> tracking().register(name, run, "model", Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot register a model named '" + name + "': MLflow takes no empty name, and no '/' or "
                        + "':'. Rename it.");
    }

    @Test
    void movesAliasesFromVersionToVersion() throws IOException {
        register("green-taxi");
        register("green-taxi");
        tracking().setAlias("green-taxi", "champion", 1);
        tracking().setAlias("green-taxi", "challenger", 2);
        assertThat(versionOf("champion")).contains(1);

        tracking().setAlias("green-taxi", "previous", 1);
        tracking().setAlias("green-taxi", "champion", 2);
        tracking().removeAlias("green-taxi", "challenger");

        assertThat(versionOf("champion")).contains(2);
        assertThat(versionOf("previous")).contains(1);
        assertThat(versionOf("challenger")).isEmpty();
        assertThat(tracking().versions("green-taxi").get(0).aliases()).containsExactly("champion");
    }

    @Test
    void movesSeveralAliasesInOneCallOrNone() throws IOException {
        register("green-taxi");
        register("green-taxi");
        tracking().setAliases("green-taxi", Map.of("champion", 1, "challenger", 2));

        assertThatThrownBy(() -> tracking().setAliases("green-taxi", Map.of("champion", 2, "previous", 9)))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot find version 9 of model 'green-taxi': there is none. Choose among 2, 1.");
        assertThat(versionOf("champion")).contains(1);
        tracking().setAliases("green-taxi", Map.of("champion", 2, "previous", 1));

        assertThat(versionOf("champion")).contains(2);
        assertThat(versionOf("previous")).contains(1);
        assertThat(tracking().byAlias("green-taxi", "champion").orElseThrow().aliases())
                .containsExactlyInAnyOrder("champion", "challenger");
    }

    @Test
    void describesAndTagsVersionsThatAreThere() throws IOException {
        String run = runWithModel();
        tracking().register("green-taxi", run, "model", Map.of("gate", "open", "mae", "4.5"));
        tracking().setVersionTags("green-taxi", 1, Map.of("gate", "passed", "by", "Zoë"));
        tracking().setVersionDescription("green-taxi", 1, "**Trained** on March.\n\nJudged on April.");

        ModelVersion version = tracking().versions("green-taxi").get(0);
        assertThat(version.tags()).containsOnly(entry("gate", "passed"), entry("mae", "4.5"), entry("by", "Zoë"));
        assertThat(version.description()).isEqualTo("**Trained** on March.\n\nJudged on April.");
        assertThatThrownBy(() -> tracking().setVersionTags("green-taxi", 2, Map.of("a", "b")))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot find version 2 of model 'green-taxi': there is none. Choose among 1.");
        assertThatThrownBy(() -> tracking().setVersionDescription("green-taxi", 1, "x".repeat(5_001)))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot describe a model version in 5001 characters: MLflow takes 5000. Shorten it.");
    }

    @Test
    void removesAliasesThatAreNotThere() {
        tracking().removeAlias("green-taxi", "champion");

        assertThat(versionOf("champion")).isEmpty();
    }

    @Test
    void refusesAliasesOfMissingVersions() throws IOException {
        assertThatThrownBy(() -> tracking().setAlias("green-taxi", "champion", 1))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot find version 1 of model 'green-taxi': there is none. Register one first.");
        register("green-taxi");
        register("green-taxi");
        assertThatThrownBy(() -> tracking().setAlias("green-taxi", "champion", 7))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot find version 7 of model 'green-taxi': there is none. Choose among 2, 1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "Latest", "v1", "V12", "in production"})
    void refusesAliasesThatMlflowDoesNotTake(String alias) throws IOException {
        register("green-taxi");

        assertThatThrownBy(() -> tracking().setAlias("green-taxi", alias, 1))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot use '" + alias + "' as an alias: MLflow takes letters, digits, _ and -, and keeps "
                        + "'latest' and 'v1', 'v2', .. for itself. Choose another.");
    }

    @Test
    void logsASingleFileBesideTheOthers() throws IOException {
        String run = runWithModel();
        Path report = Files.writeString(scratch.resolve("report.html"), "<html>");
        tracking().logArtifacts(run, report, "model");

        ModelVersion version = tracking().register("green-taxi", run, "model", Map.of());

        assertThat(tracking().download(version).resolve("report.html")).hasContent("<html>");
        assertThat(tracking().download(version).resolve("MLmodel")).exists();
    }

    final String run() {
        return tracking().startRun("green-taxi", "train", Map.of());
    }

    final String runWithModel() throws IOException {
        String run = run();
        tracking().logModel(run, modelFolder(), "model");
        return run;
    }

    final ModelVersion register(String model) throws IOException {
        return tracking().register(model, runWithModel(), "model", Map.of());
    }

    final Path modelFolder() throws IOException {
        Path data = Files.createDirectories(scratch.resolve("trained/data"));
        Files.writeString(data.resolve("model.ubj"), "trees");
        return Files.writeString(data.resolveSibling("MLmodel"), MLMODEL).resolveSibling("");
    }

    private Optional<Integer> versionOf(String alias) {
        return tracking().byAlias("green-taxi", alias).map(ModelVersion::version);
    }
}
