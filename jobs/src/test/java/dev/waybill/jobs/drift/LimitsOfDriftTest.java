package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
