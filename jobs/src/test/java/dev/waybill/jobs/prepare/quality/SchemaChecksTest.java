package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaChecksTest {

    private static final Checks DEFAULTS = TestChecks.of("{}");

    @Test
    void namesWhatIsMissingWhatIsNewAndWhatChanged() {
        List<Check> checks = SchemaChecks.of(
                DEFAULTS,
                Map.of("id", "string", "miles", "double", "fare", "double"),
                Map.of("id", "string", "miles", "string", "tip", "double", "toll", "double"));
        assertThat(checks)
                .extracting(Check::message)
                .containsExactly(
                        "its source lacks fare, which the last accepted batch had",
                        "its source has tip, toll, which the last accepted batch had not",
                        "miles is string and was double");
        assertThat(checks).extracting(Check::value).containsExactly(1.0, 2.0, 1.0);
        assertThat(checks)
                .extracting(Check::severity)
                .containsExactly(Severity.error, Severity.warning, Severity.error);
    }

    @Test
    void hasNothingToSayOfTheSameColumns() {
        assertThat(SchemaChecks.of(DEFAULTS, Map.of("id", "string"), Map.of("id", "string")))
                .allMatch(Check::passed)
                .extracting(Check::message)
                .containsOnly("");
    }
}
