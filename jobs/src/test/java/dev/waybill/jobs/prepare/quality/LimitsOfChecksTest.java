package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.section.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that no run could make sense of are refused when they are read. */
class LimitsOfChecksTest {

    @ParameterizedTest
    @CsvSource({"-0.1", "1.1", "70", "NaN"})
    void refusesSharesThatAreNone(double share) {
        refused(
                () -> checks(Map.of(), Map.of("passengers", share), 0, 0),
                "has completeness.passengers " + share + ", which is not a share from 0 to 1");
        refused(
                () -> checks(Map.of(), Map.of(), share, 0),
                "has unreadable " + share + ", which is not a share from 0 to 1");
        refused(
                () -> checks(Map.of(), Map.of(), 0, share),
                "has rejected " + share + ", which is not a share from 0 to 1");
    }

    @Test
    void refusesRulesThatAreNoExpressions() {
        assertThatThrownBy(() -> checks(Map.of("odd", "a +"), Map.of(), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("has quarantine.odd, which is not a Spark SQL expression: a + (");
    }

    @Test
    void refusesLimitsThatContradictThemselves() {
        refused(() -> new Checks.Range(Optional.empty(), Optional.empty()), "needs 'min' or 'max'");
        refused(() -> new Checks.Range(Optional.of(2.0), Optional.of(1.0)), "has min 2.0 above max 1.0");
        refused(
                () -> new Checks.Volume(0, 0.2, 5),
                "has days 0, least 0.2 and most 5.0; days must be above 0, least from 0 to 1, most above that");
        refused(
                () -> new Checks.Volume(28, 1.2, 5),
                "has days 28, least 1.2 and most 5.0; days must be above 0, least from 0 to 1, most above that");
        refused(() -> new Checks.Outliers(0, 0.1), "has z 0.0, but it must be above 0");
        refused(() -> new Checks.Outliers(3.5, 2), "has share 2.0, which is not a share from 0 to 1");
        refused(() -> reference(Optional.empty(), Optional.empty()), "needs either 'table' or 'path'");
        refused(() -> reference(Optional.of("zones"), Optional.of("zones.csv")), "needs either 'table' or 'path'");
    }

    @Test
    void refusesTablesBesideTheRowsThatWouldLoseRowsWithoutAWord() {
        Map<String, String> dropping = Map.of("mode", "DROPMALFORMED");
        String message = "has options.mode, which cannot be set: every line is kept, and what cannot be read is for"
                + " checks.unreadable to judge";
        refused(() -> reference("csv", dropping), message);
        refused(() -> new Source.Lookup("origin", "id", "zones.csv", "csv", dropping), message);
        refused(() -> reference("Parquet", Map.of()), "has format 'Parquet'; write 'parquet'");
    }

    @Test
    void refusesAGateThatNoBatchPassesAndAKindOfCheckThatThereIsNot() {
        refused(() -> checks(Optional.empty(), Map.of(), 101), "has gate 101.0, which is not 0 to 100 points");
        refused(
                () -> checks(Optional.empty(), Map.of("volumes", Checks.Severity.error), 95),
                "has severity.volumes, which is no kind of check. Did you mean 'volume'?");
        refused(() -> checks(Optional.of(0.0), Map.of(), 95), "has freshness-hours 0.0, but it must be above 0");
    }

    private static Checks.Reference reference(Optional<String> table, Optional<String> path) {
        return new Checks.Reference(List.of("origin"), "id", table, path, "csv", Map.of(), 1);
    }

    private static Checks.Reference reference(String format, Map<String, String> options) {
        return new Checks.Reference(
                List.of("origin"), "id", Optional.empty(), Optional.of("zones"), format, options, 1);
    }

    private static Checks checks(Optional<Double> freshness, Map<String, Checks.Severity> severity, double gate) {
        return new Checks(
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                freshness,
                0,
                0,
                0,
                0,
                1,
                new Checks.Volume(28, 0.2, 5),
                new Checks.Outliers(3.5, 0.1),
                0.3,
                severity,
                gate);
    }

    private static Checks checks(
            Map<String, String> quarantine, Map<String, Double> completeness, double unreadable, double rejected) {
        return new Checks(
                quarantine,
                completeness,
                Map.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                unreadable,
                rejected,
                0.1,
                0.01,
                1,
                new Checks.Volume(28, 0.2, 5),
                new Checks.Outliers(3.5, 0.1),
                0.3,
                Map.of(),
                95);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
