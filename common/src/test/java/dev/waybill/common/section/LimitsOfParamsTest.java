package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that no run could make sense of are refused when they are read. */
class LimitsOfParamsTest {

    @Test
    void takesTheModelsOwnDefaults() {
        Model model = Bound.of(Model.class, "{}");
        assertThat(Task.regression.objective(model)).isEqualTo("reg:absoluteerror");
        assertThat(Task.binary.objective(model)).isEqualTo("binary:logistic");
        assertThat(Task.multiclass.objective(model)).isEqualTo("multi:softprob");
        Model forest = Bound.of(Model.class, "{booster: random-forest}");
        assertThat(forest)
                .extracting(
                        Model::numParallelTree, Model::numRound, Model::eta, Model::subsample, Model::colsampleBynode)
                .containsExactly(100, 1, 1.0, 0.8, 0.8);
    }

    @Test
    void refusesObjectivesAndMetricsForOtherTasks() {
        refused(
                () -> Task.regression.require(Bound.of(Model.class, "{objective: 'reg:absolutError'}")),
                "model.objective is 'reg:absolutError', which is not one for the task regression."
                        + " Did you mean 'reg:absoluteerror'?");
        refused(
                () -> Task.binary.require(Bound.of(Model.class, "{eval_metric: mae}")),
                "model.eval_metric is 'mae', which is not one for the task binary. Known here: auc, aucpr, error, logloss.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, 0    | has 0.0 in within, but a limit must be a number above 0",
                "-2      | has -2.0 in within, but a limit must be a number above 0",
                "7, 1.50 | has 1.5 behind 7 in within; name each limit once, the lowest first",
                "7, 7    | has 7 behind 7 in within; name each limit once, the lowest first",
            })
    void refusesLimitsThatAreNone(String within, String message) {
        refused(() -> Bound.of(IntervalCalibration.class, "{within: [" + within + "]}"), message);
    }

    @Test
    void refusesLimitsOfWhatIsNoQuantity() {
        IntervalCalibration limits = Bound.of(IntervalCalibration.class, "{within: [1, 7]}");
        IntervalCalibration.require(Task.regression, limits);
        IntervalCalibration.require(Task.binary, Bound.of(IntervalCalibration.class, "{}"));
        refused(
                () -> IntervalCalibration.require(Task.binary, limits),
                "intervals.within is there, but the task is binary: only a quantity (regression) is within a limit or not");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num_round: 0            | has num_round 0, but it must be at least 1",
                "max_depth: -1           | has max_depth -1, but it must be at least 0",
                "max_depth: 0            | has max_depth 0, but it must be at least 1 where max_leaves sets no limit",
                "max_bin: 1              | has max_bin 1, but it must be at least 2",
                "eta: 0                  | has eta 0.0, but it must be above 0 and at most 1",
                "subsample: 1.5          | has subsample 1.5, but it must be above 0 and at most 1",
                "gamma: -1               | has gamma -1.0, but it must be at least 0",
                "alpha: -0.5             | has alpha -0.5, but it must be at least 0",
                "quantile_alpha: 1       | has quantile_alpha 1.0, but it must be between 0 and 1",
                "early_stopping_rounds: 0| has early_stopping_rounds 0, but it must be at least 1",
                "num_parallel_tree: 9    | has num_parallel_tree 9, but it must be 1 where booster is not random-forest",
                "booster: random-forest, early_stopping_rounds: 5 | has early_stopping_rounds 5, but a forest (booster:"
                        + " random-forest) has no rounds to stop between; take it out",
                "booster: random-forest, num_round: 50 | has num_round 50, but a forest (booster: random-forest) has no"
                        + " rounds, only num_parallel_tree; take it out",
                "workers: 0              | has workers 0, but it must be at least 1",
                "stuck-after-minutes: 0  | has stuck-after-minutes 0, but it must be at least 1"
            })
    void refusesTreesThatCannotGrow(String param, String message) {
        refused(() -> Bound.of(Model.class, "{" + param.strip() + "}"), message);
    }

    @Test
    void refusesWeightsThatAreAnotherAtEachRun() {
        refused(
                () -> Bound.of(Model.class, "{weights: {expr: rand()}}"),
                "has rand, whose value differs from run to run: rand()");
    }

    @Test
    void namesTheMetricThatCountsGoodPredictions() {
        assertThat(within(5, "min")).isEqualTo("within_5_min");
        assertThat(within(2.5, "min")).isEqualTo("within_2.5_min");
        assertThat(new Evaluation(100, List.of()).withinName(label(Optional.empty())))
                .isEqualTo("within_100");
    }

    @Test
    void refusesALabelBetweenNothing() {
        refused(() -> between(5, 5), "has least 5.0, which is not below most 5.0");
        refused(() -> between(Double.NaN, 5), "has NaN as least or most; leave out what bounds nothing");
        refused(
                () -> between(0, Double.POSITIVE_INFINITY),
                "has Infinity as least or most; leave out what bounds nothing");
        assertThat(between(0, 90).most()).contains(90.0);
    }

    private static Source.Label between(double least, double most) {
        return new Source.Label(
                "eta_minutes", "1", "finished_at", Optional.empty(), Optional.of(least), Optional.of(most));
    }

    @Test
    void refusesABoundOfNothing() {
        refused(() -> new Evaluation(0, List.of()), "has within 0.0, but it must be above 0");
        refused(
                () -> segments(List.of(List.of())),
                "has an empty list in segments; name the columns that part the rows");
        refused(
                () -> segments(List.of(List.of("hour"), List.of("hour"))),
                "has the same segment twice: [[hour], [hour]]");
    }

    private static String within(double bound, String unit) {
        return new Evaluation(bound, List.of()).withinName(label(Optional.of(unit)));
    }

    private static Evaluation segments(List<List<String>> segments) {
        return new Evaluation(5, Optional.empty(), List.of(), segments, Map.of(), 500, 5000, 42, Card.EMPTY);
    }

    private static Source.Label label(Optional<String> unit) {
        return new Source.Label("eta_minutes", "1", "finished_at", unit);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
