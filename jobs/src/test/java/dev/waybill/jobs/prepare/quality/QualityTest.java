package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QualityTest {

    private static Check check(CheckKind kind, String column, Severity severity, boolean passed) {
        return new Check(kind, column, 0, 0, passed, severity, 0, passed ? "" : column + " is bad", Optional.empty());
    }

    @Test
    void givesHundredPointsInAll() {
        assertThat(Arrays.stream(CheckKind.values())
                        .mapToDouble(CheckKind::weight)
                        .sum())
                .isEqualTo(100);
    }

    @Test
    void takesOfAKindTheShareThatFailed() {
        Quality quality = new Quality(
                List.of(
                        check(CheckKind.DISTRIBUTION, "a", Severity.error, true),
                        check(CheckKind.DISTRIBUTION, "b", Severity.error, false),
                        check(CheckKind.DISTRIBUTION, "c", Severity.error, true),
                        check(CheckKind.OUTLIERS, "a", Severity.error, false)),
                95);
        assertThat(quality.score()).isEqualTo(100 - 6 / 3.0 - 3);
        assertThat(quality.accepted()).isTrue();
        assertThat(quality.checks()).extracting(Check::kind).startsWith(CheckKind.OUTLIERS, CheckKind.DISTRIBUTION);
        assertThat(new Quality(quality.checks(), 95.01).accepted()).isFalse();
    }

    @Test
    void refusesForACriticalCheckWhateverIsLeft() {
        Quality quality = new Quality(List.of(check(CheckKind.FRESHNESS, "", Severity.critical, false)), 50);
        assertThat(quality.score()).isEqualTo(96);
        assertThat(quality.accepted()).isFalse();
        assertThat(quality.criticalFailed()).isTrue();
    }

    @Test
    void takesNothingForAWarning() {
        Quality quality = new Quality(List.of(check(CheckKind.VOLUME, "", Severity.warning, false)), 100);
        assertThat(quality.score()).isEqualTo(100);
        assertThat(quality.accepted()).isTrue();
        assertThat(quality.failed()).isEmpty();
        assertThat(quality.warnings()).hasSize(1);
    }

    @Test
    void takesMoreOfACheckThatIsFarBeyondItsLimit() {
        Checks limits = TestChecks.of("{}");
        Check outliers = Check.atMost(limits, CheckKind.OUTLIERS, "a", 0.24, 0.05, "many");
        Quality quality = new Quality(
                List.of(
                        outliers,
                        Check.atMost(limits, CheckKind.OUTLIERS, "b", 0.06, 0.05, "a few"),
                        Check.atMost(limits, CheckKind.DISTRIBUTION, "a", 1, 0.3, "moved")),
                95);
        assertThat(outliers.excess()).isCloseTo(0.2, within(1e-9)); // (0.24 - 0.05) / 0.95
        assertThat(quality.score()).isEqualTo(100 - 20 - 3 / 2.0 - 6);
        assertThat(quality.accepted()).isFalse();
        assertThat(quality.criticalFailed()).isFalse();
        assertThat(Check.atMost(limits, CheckKind.OUTLIERS, "a", 0.6, 0.05, "most")
                        .severity())
                .isEqualTo(Severity.critical);
    }

    /** A batch of which a third is out of range, where params make that an error: it costs a third of the points. */
    @Test
    void costsWhatLiesOutOfRange() {
        Checks limits = TestChecks.of("{ranges: {km: {max: 20}}, severity: {range: error}}");
        List<Double> quantiles =
                IntStream.rangeClosed(1, 30).mapToObj(i -> (double) i).toList();
        BatchProfile profile = new BatchProfile(
                30,
                List.of(new ColumnProfile(
                        "km", "double", 30, 1, Optional.of(30.0), Optional.of(1.0), Optional.of(30.0), quantiles)),
                Map.of());
        assertThat(new Quality(ColumnChecks.of(limits, profile, Map.of()), 95).score())
                .isEqualTo(66.67);
    }

    /** A year-old batch is not 96 points good, even where params make its age an error. */
    @Test
    void costsWhatOfAnAgeIsBeyondTheLimit() {
        Checks limits = TestChecks.of("{severity: {freshness: error}}");
        Quality quality = new Quality(List.of(Check.atMost(limits, CheckKind.FRESHNESS, "", 8760, 24, "old")), 95);
        assertThat(quality.score()).isEqualTo(0.27); // 24 of 8760
        assertThat(quality.criticalFailed()).isFalse();
    }

    @Test
    void losesEverythingWhereAllKindsFail() {
        List<Check> all = Arrays.stream(CheckKind.values())
                .map(kind -> check(kind, "", Severity.error, false))
                .toList();
        assertThat(new Quality(all, 95).score()).isZero();
    }

    /** Over random batches: mending any one check never costs points, and never turns a yes into a no. */
    @Test
    void neverPunishesACorrectedCheck() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            List<Check> checks = random(random);
            Quality before = new Quality(checks, 95);
            for (int at = 0; at < checks.size(); at++) {
                List<Check> mended = new ArrayList<>(checks);
                Check broken = checks.get(at);
                mended.set(at, check(broken.kind(), broken.column(), broken.severity(), true));
                Quality after = new Quality(mended, 95);
                assertThat(after.score()).as("mended %s of %s", broken, checks).isGreaterThanOrEqualTo(before.score());
                assertThat(after.accepted() || !before.accepted()).isTrue();
            }
        }
    }

    private static List<Check> random(Random random) {
        CheckKind[] kinds = CheckKind.values();
        Severity[] severities = Severity.values();
        return IntStream.range(0, 1 + random.nextInt(12))
                .mapToObj(i -> {
                    CheckKind kind = kinds[random.nextInt(kinds.length)];
                    Severity severity = severities[kind.toString().length() % severities.length];
                    return check(kind, "c" + i, severity, random.nextBoolean());
                })
                .toList();
    }

    /** The order of the checks is not that in which they were made. */
    @Test
    void putsTheWorstFirst() {
        List<Check> checks = List.of(
                check(CheckKind.ROWS, "trips", Severity.critical, true),
                check(CheckKind.EXTRA_COLUMN, "x", Severity.warning, false),
                check(CheckKind.OUTLIERS, "b", Severity.error, false),
                check(CheckKind.VOLUME, "", Severity.error, false),
                check(CheckKind.REFERENCE, "zone", Severity.critical, false));
        List<Check> reversed = new ArrayList<>(checks);
        Collections.reverse(reversed);
        assertThat(new Quality(checks, 95).checks())
                .extracting(Check::kind)
                .containsExactly(
                        CheckKind.REFERENCE,
                        CheckKind.VOLUME,
                        CheckKind.OUTLIERS,
                        CheckKind.EXTRA_COLUMN,
                        CheckKind.ROWS);
        assertThat(new Quality(reversed, 95)).isEqualTo(new Quality(checks, 95));
    }
}
