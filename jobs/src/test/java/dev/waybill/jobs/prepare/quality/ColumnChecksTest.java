package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnChecksTest {

    private static final BatchProfile PROFILE = new BatchProfile(
            10,
            List.of(
                    new ColumnProfile(
                            "miles",
                            "double",
                            9,
                            0.9,
                            Optional.of(9.0),
                            Optional.of(-5.0),
                            Optional.of(700.0),
                            List.of()),
                    new ColumnProfile(
                            "zone", "string", 10, 1, Optional.of(3.0), Optional.empty(), Optional.empty(), List.of())),
            Map.of(List.of("zone", "miles"), 0.75));

    @Test
    void judgesCompletenessRangesAndUniqueness() {
        Checks limits = TestChecks.of(
                "{completeness: {miles: 0.95, zone: 1}, ranges: {miles: {min: 0, max: 700}}, unique: [[zone, miles]]}");
        List<Check> checks = ColumnChecks.of(limits, PROFILE, Map.of());
        assertThat(checks)
                .extracting(check -> check.kind() + " " + check.column() + " " + check.passed())
                .containsExactly(
                        "completeness miles false",
                        "completeness zone true",
                        "range miles false",
                        "range miles true",
                        "unique zone, miles false");
        assertThat(checks)
                .filteredOn(check -> !check.passed())
                .extracting(Check::message)
                .containsExactly(
                        "miles is there in 90.00% of the rows, below checks.completeness.miles 95.00%",
                        "the least miles is -5, below checks.ranges.miles.min 0",
                        "25.00% of its rows share zone, miles with another row, which checks.unique does not allow");
        assertThat(checks)
                .extracting(Check::atFault)
                .contains(Optional.of("`miles` is null"), Optional.of("`miles` < 0.0D"));
    }

    @Test
    void refusesARangeOfAColumnThatIsNoNumber() {
        assertThatThrownBy(() -> ColumnChecks.of(TestChecks.of("{ranges: {zone: {max: 5}}}"), PROFILE, Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessage("Invalid params: checks.ranges.zone is of a column of type string, not of numbers. Cast it"
                        + " to one, or drop the range.");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 50_000})
    void staysCalmWhereTheDistributionIsTheSameAtAnySize(int rows) {
        assertThat(distributions(normal(rows, 1, 0), normal(rows, 2, 0)))
                .hasSize(2)
                .allMatch(Check::passed)
                .allMatch(check -> check.value() < 0.1);
    }

    /** The distance of two normal distributions whose means are one standard deviation apart is 0.38. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 50_000})
    void seesADistributionThatMoved(int rows) {
        Map<String, Check> found = distributions(normal(rows, 1, 0), normal(rows, 2, 1)).stream()
                .collect(Collectors.toMap(Check::column, Function.identity()));
        assertThat(found).hasEntrySatisfying("value", check -> {
            assertThat(check.passed()).isFalse();
            assertThat(check.value()).isBetween(0.34, 0.42);
            assertThat(check.message())
                    .matches("the values of value moved by 0\\.\\d+ from the last accepted batch, above"
                            + " checks.distribution 0.3");
        });
        assertThat(found)
                .hasEntrySatisfying("kind", check -> assertThat(check.passed()).isTrue());
    }

    @Test
    void comparesNoHandfulsOfValues() {
        assertThat(distributions(normal(99, 1, 0), normal(1_000, 2, 1))).isEmpty();
    }

    private static List<Check> distributions(Dataset<Row> before, Dataset<Row> now) {
        Map<String, ColumnProfile> then = profile(before).columns().stream()
                .collect(Collectors.toMap(ColumnProfile::column, Function.identity()));
        return ColumnChecks.of(TestChecks.of("{}"), profile(now), then).stream()
                .filter(check -> check.kind() == CheckKind.DISTRIBUTION)
                .toList();
    }

    private static BatchProfile profile(Dataset<Row> rows) {
        return BatchProfile.of(rows, rows.count(), List.of("id"), List.of());
    }

    private static Dataset<Row> normal(int rows, int seed, int mean) {
        return SharedSpark.session()
                .range(0, rows, 1, 2)
                .select(
                        expr("id"),
                        expr("randn(%d) + %d as value".formatted(seed, mean)),
                        expr("cast(rand(%d) * 4 as int) as kind".formatted(seed)));
    }
}
