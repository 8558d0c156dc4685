package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsOfDriftTest {

    /** Jackson by itself takes NaN, INF and -Infinity for numbers, with which a limit holds nothing off. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"NaN, NaN", "INF, INF", "-Infinity, -Infinity", "'0.5', 0.5"})
    void refusesNumbersThatAreNone(String psi, String shown) {
        assertThatThrownBy(() -> Bound.of(Drift.class, "{psi: %s}".formatted(psi)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a number, but is '%s'".formatted(shown));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "31"})
    void refusesABudgetThatIsNone(String alarms) {
        assertThatThrownBy(() -> Bound.of(Drift.class, "{alarms-per-month: %s}".formatted(alarms)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "has alarms-per-month %s.0, but it must be above 0 and at most 30".formatted(alarms));
    }
}
