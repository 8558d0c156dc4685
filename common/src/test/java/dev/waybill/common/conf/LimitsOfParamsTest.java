package dev.waybill.common.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that no run could make sense of are refused when they are read. */
class LimitsOfParamsTest {

    @ParameterizedTest
    @CsvSource({"-0.1", "1.1", "70", "NaN"})
    void refusesSharesThatAreNone(double share) {
        refused(
                () -> new Checks(Map.of(), Map.of("passengers", share), 0, 0),
                "has completeness.passengers " + share + ", which is not a share from 0 to 1");
        refused(
                () -> new Checks(Map.of(), Map.of(), share, 0),
                "has unreadable " + share + ", which is not a share from 0 to 1");
        refused(
                () -> new Checks(Map.of(), Map.of(), 0, share),
                "has rejected " + share + ", which is not a share from 0 to 1");
    }

    @Test
    void refusesRulesThatAreNoExpressions() {
        assertThatThrownBy(() -> new Checks(Map.of("odd", "a +"), Map.of(), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("has quarantine.odd, which is not a Spark SQL expression: a + (");
    }

    @Test
    void takesTheModelsOwnDefaults() {
        assertThatNoException().isThrownBy(() -> model("reg:absoluteerror", 200, 6, 0.1, 1, 20));
    }

    @Test
    void refusesObjectivesForOtherTasks() {
        refused(
                () -> model("reg:absolutError", 1, 1, 1, 1, 1),
                "has objective 'reg:absolutError', which is not one for a quantity. Did you mean 'reg:absoluteerror'?");
    }

    @Test
    void refusesTreesThatCannotGrow() {
        String squared = "reg:squarederror";
        refused(() -> model(squared, 0, 6, 1, 1, 1), "has num_round 0, but it must be at least 1");
        refused(() -> model(squared, 1, 0, 1, 1, 1), "has max_depth 0, but it must be at least 1");
        refused(() -> model(squared, 1, 6, 0, 1, 1), "has eta 0.0, but it must be above 0 and at most 1");
        refused(() -> model(squared, 1, 6, 1, 1.5, 1), "has subsample 1.5, but it must be above 0 and at most 1");
        refused(() -> model(squared, 1, 6, 1, 1, 0), "has early_stopping_rounds 0, but it must be at least 1");
    }

    @Test
    void namesTheMetricThatCountsGoodPredictions() {
        assertThat(within(5, "min")).isEqualTo("within_5_min");
        assertThat(within(2.5, "min")).isEqualTo("within_2.5_min");
        assertThat(new Evaluation(100, List.of()).withinName(label(Optional.empty())))
                .isEqualTo("within_100");
    }

    @Test
    void refusesABoundOfNothing() {
        refused(() -> new Evaluation(0, List.of()), "has within 0.0, but it must be above 0");
    }

    private static String within(double bound, String unit) {
        return new Evaluation(bound, List.of()).withinName(label(Optional.of(unit)));
    }

    private static Source.Label label(Optional<String> unit) {
        return new Source.Label("eta_minutes", "1", "finished_at", unit);
    }

    private static Model model(
            String objective, int numRound, int maxDepth, double eta, double subsample, int earlyStoppingRounds) {
        return new Model(objective, numRound, maxDepth, eta, subsample, 1, 1, 1, earlyStoppingRounds, 42);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
