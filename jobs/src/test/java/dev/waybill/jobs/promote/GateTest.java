package dev.waybill.jobs.promote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Map<String, Double> CHALLENGER = Map.of("mae", 5.12, "r2", 0.7);

    @Test
    void letsThroughWhatIsAsGoodAsTheBound() {
        assertThat(Gate.absolute("mae", 5.12, CHALLENGER).refusal()).isEmpty();
        assertThat(Gate.absolute("r2", 0.7, CHALLENGER).refusal()).isEmpty();
    }

    @Test
    void refusesTooMuchOfAnErrorAndTooLittleOfAnythingElse() {
        assertThat(Gate.absolute("mae", 4.5, CHALLENGER).refusal()).hasValue("mae 5.120 is above 4.500 (gates.mae)");
        assertThat(Gate.absolute("r2", 0.8, CHALLENGER).refusal()).hasValue("r2 0.7000 is below 0.8000 (gates.r2)");
    }

    @Test
    void wantsBetterThanOthersAndNotOnlyAsGood() {
        assertThat(better(5.13)).isEqualTo(new Gate("mae", 5.12, 5.13, "tiny/1", true));
        assertThat(better(5.12).refusal()).hasValue("mae 5.120 is no better than 5.120 (tiny/1)");
        assertThat(better(5.11).refusal()).hasValue("mae 5.120 is above 5.110 (tiny/1)");
    }

    @Test
    void refusesWhatCouldNotBeMeasured() {
        assertThat(Gate.absolute("rmse", 4.5, CHALLENGER).refusal())
                .hasValue("rmse could not be measured (gates.rmse)");
        assertThat(better(Double.NaN).passed()).isFalse();
    }

    private static Gate better(double mae) {
        return Gate.better("mae", CHALLENGER, Map.of("mae", mae), "tiny/1");
    }
}
