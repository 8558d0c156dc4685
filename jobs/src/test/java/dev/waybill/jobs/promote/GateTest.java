package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Map<String, Double> CHALLENGER =
            Map.of("mae", 5.12, "r2", 0.7, "bias", -0.4, "coverage_90", 0.91);

    @Test
    void oneNumberIsTheMostOfAnErrorAndTheLeastOfAnythingElse() {
        assertThat(refusals("mae", Limits.of(5.12))).isEmpty();
        assertThat(refusals("r2", Limits.of(0.7))).isEmpty();
        assertThat(refusals("coverage_90", Limits.of(0.9))).isEmpty();
        assertThat(refusals("mae", Limits.of(4.5))).containsExactly("mae 5.120 is above 4.500 (gates.mae)");
        assertThat(refusals("r2", Limits.of(0.8))).containsExactly("r2 0.7000 is below 0.8000 (gates.r2)");
    }

    @Test
    void aBiasIsBoundToEitherSide() {
        assertThat(refusals("bias", Limits.of(0.4))).isEmpty();
        assertThat(refusals("bias", Limits.of(0.3))).containsExactly("bias -0.4000 is below -0.3000 (gates.bias)");
    }

    @Test
    void aRangeHasTwoEnds() {
        assertThat(refusals("coverage_90", range(0.85, 0.95))).isEmpty();
        assertThat(refusals("coverage_90", range(0.85, 0.9)))
                .containsExactly("coverage_90 0.9100 is above 0.9000 (gates.coverage_90.max)");
        assertThat(refusals("coverage_90", range(0.92, 0.95)))
                .containsExactly("coverage_90 0.9100 is below 0.9200 (gates.coverage_90.min)");
        assertThat(refusals("coverage_90", new Limits(Optional.empty(), Optional.of(0.9))))
                .containsExactly("coverage_90 0.9100 is above 0.9000 (gates.coverage_90)");
        assertThatThrownBy(() -> range(0.95, 0.85))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has min 0.95 above max 0.85");
        assertThatThrownBy(() -> new Limits(Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has neither min nor max");
    }

    @Test
    void wantsLessThanOthersAndNotOnlyAsMuch() {
        assertThat(below(5.13)).isEqualTo(new Gate("mae", 5.12, 5.13, "tiny/1", true));
        assertThat(below(5.12).refusal()).hasValue("mae 5.120 is no better than 5.120 (tiny/1)");
        assertThat(below(5.11).refusal()).hasValue("mae 5.120 is above 5.110 (tiny/1)");
    }

    @Test
    void refusesWhatCouldNotBeMeasured() {
        assertThat(refusals("rmse", Limits.of(4.5))).containsExactly("rmse could not be measured (gates.rmse)");
        assertThat(below(Double.NaN).refusal())
                .hasValue("mae could not be measured of the tiny/1: name another evaluate.loss");
    }

    private static Limits range(double min, double max) {
        return new Limits(Optional.of(min), Optional.of(max));
    }

    private static List<String> refusals(String metric, Limits limits) {
        return limits.gates(metric, CHALLENGER).stream()
                .flatMap(gate -> gate.refusal().stream())
                .toList();
    }

    private static Gate below(double mae) {
        return Gate.below("mae", CHALLENGER, Map.of("mae", mae), "tiny/1");
    }
}
