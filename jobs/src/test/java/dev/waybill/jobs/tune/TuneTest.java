package dev.waybill.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuneTest {

    private static final String SPACE =
            "tune={space: {max_depth: [1, 5], eta: {log: [0.05, 0.6]}}, trials: 4, folds: 2}";
    /** So poor that any trial is better. */
    private static final String POOR = "model={num_round: 8, max_depth: 1, eta: 0.01, early_stopping_rounds: 3}";

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = TinyPipeline.withFeatures(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void leavesBetterParamsBesideTheFileAndSaysHowToTakeThemOver() {
        List<String> said = new ArrayList<>();
        Tune.Result result = new Tune().run(params(POOR, SPACE), pipeline.context(said::add));

        assertThat(result.metric()).isEqualTo("mae");
        assertThat(result.finalists()).isEqualTo(1);
        assertThat(result.best().score()).isLessThan(result.asTheyAre());
        String depth = value(result, "max_depth");
        String eta = value(result, "eta");
        assertThat(home.resolve("pipelines/tiny/params.tuned.yaml"))
                .content()
                .matches("# Found by job tune: mae [0-9.]+, where params.yaml has [0-9.]+, on folds of 2020-03-02 to"
                        + " 2020-03-06\\.\nmodel:\n  max_depth: " + depth + "\n  eta: " + eta + "\n");
        assertThat(result.remarks())
                .contains("+   eta: " + eta, "-   eta: 0.01")
                .endsWith(
                        "To take it over, copy the values from pipelines/tiny/params.tuned.yaml into the section model"
                                + " of params.yaml. To try it first:",
                        "  ./waybill repro -p tiny %s--set model.eta=%s"
                                .formatted(depth.equals("1") ? "" : "--set model.max_depth=" + depth + " ", eta));
        assertThat(new Tune().summary(result)).matches("mae [0-9.]+ by trial [1-4], [0-9.]+ by params.yaml as it is");
        assertThat(said).contains("fit 1 of 6, best mae %.4g; about 0 min left".formatted(result.asTheyAre()));
    }

    @Test
    void findsTheSameForTheSameSeed() {
        assertThat(pipeline.run(new Tune(), POOR, SPACE)).isEqualTo(pipeline.run(new Tune(), POOR, SPACE));
    }

    @Test
    void leavesNoFileWhereNothingIsBetter() {
        Tune.Result result = pipeline.run(new Tune(), "tune={space: {eta: [0.0001, 0.0002]}, trials: 1, folds: 1}");
        assertThat(result.best().number()).isZero();
        assertThat(result.remarks()).isEmpty();
        assertThat(new Tune().summary(result)).matches("nothing better than params.yaml, whose mae is [0-9.]+");
        assertThat(home.resolve("pipelines/tiny/params.tuned.yaml")).doesNotExist();
    }

    @Test
    void judgesQuantilesByWhatTheirObjectiveTrainsFor() {
        Tune.Result result = pipeline.run(
                new Tune(),
                "model={objective: reg:quantileerror, quantile_alpha: 0.9, num_round: 8}",
                "tune={space: {eta: [0.1, 0.4]}, trials: 1, folds: 1}");
        assertThat(result.metric()).isEqualTo("quantile");
        assertThat(result.asTheyAre()).isBetween(0.01, 2.0);
    }

    @Test
    void refusesToVaryWhatTheMetricIsMeasuredWith() {
        assertThatThrownBy(() -> pipeline.run(
                        new Tune(), "model.objective=reg:quantileerror", "tune={space: {quantile_alpha: [0.1, 0.9]}}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has 'quantile_alpha', by which quantile is measured: its scores could not be"
                        + " compared; take it out, or name another tune.metric");
    }

    @Test
    void refusesWithoutASection() {
        assertThatThrownBy(() -> pipeline.run(new Tune()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot tune: params.yaml has no section 'tune'. Say what may vary, such as tune: {space:"
                        + " {max_depth: [4, 10], eta: {log: [0.02, 0.3]}}, trials: 30}.");
    }

    @Test
    void refusesASpaceOfParamsThatThereAreNot() {
        assertThatThrownBy(() -> pipeline.run(new Tune(), "tune={space: {max_dept: [4, 10]}}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has 'max_dept', which is not a param to vary. Did you mean 'max_depth'?");
    }

    private static String value(Tune.Result result, String param) {
        return Objects.requireNonNull(result.best().values().get(param)).asText();
    }

    private Tune.Params params(String... overrides) {
        return pipeline.bind(Tune.Params.class, overrides);
    }
}
