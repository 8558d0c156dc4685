package dev.waybill.jobs.drift.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeverityTest {

    @ParameterizedTest
    @CsvSource({
        "0, none",
        "0.0999, none",
        "0.1, low",
        "0.2499, low",
        "0.25, medium",
        "0.4, high",
        "0.99, high",
        "1, critical",
        "9, critical"
    })
    void beginsAtItsLimit(double index, String severity) {
        assertThat(Severity.of(index)).hasToString(severity);
    }
}
