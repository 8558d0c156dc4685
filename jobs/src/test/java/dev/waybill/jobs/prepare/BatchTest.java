package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.common.section.Source;
import dev.waybill.jobs.TinyPipeline;
import dev.waybill.jobs.prepare.LostValues.Lost;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.CheckKind;
import dev.waybill.jobs.prepare.quality.Checks;
import dev.waybill.jobs.prepare.quality.Checks.Severity;
import dev.waybill.jobs.prepare.quality.Days;
import dev.waybill.jobs.prepare.quality.Quality;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the figures of a batch cost it: at the default gate of 95 and for each kind of its checks. */
class BatchTest {

    private static final Instant DUE = Instant.parse("2020-03-20T00:00:00Z");

    @TempDir
    private Path home;

    private TinyPipeline pipeline;

    @BeforeEach
    void open() {
        pipeline = new TinyPipeline(home);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private Quality quality(Batch batch, String... overrides) {
        Prepare.Params params = pipeline.bind(Prepare.Params.class, overrides);
        Checks limits = params.checks();
        Source source = params.source();
        return new Quality(batch.checks(limits, source, DUE, false), limits.gate());
    }

    private static Days days(long strays) {
        return new Days(
                new TreeMap<>(),
                Optional.of(LocalDate.of(2020, 3, 1)),
                Optional.of(LocalDate.of(2020, 3, 4)),
                Optional.of(Instant.parse("2020-03-04T22:00:00Z")),
                strays,
                strays == 0 ? List.of() : List.of(LocalDate.of(2098, 1, 1)));
    }

    private static Batch duplicates(long duplicates, long repeats) {
        return new Batch(
                100, 100 - duplicates, 0, duplicates, repeats, 50, Map.of(), days(0), List.of(), new TreeMap<>());
    }

    private static Batch lost(long... rows) {
        List<Lost> lost = IntStream.range(0, rows.length)
                .mapToObj(i -> new Lost("c" + i, "3,5", rows[i], 8))
                .toList();
        return new Batch(8, 8, 0, 0, 0, 8, Map.of(), days(0), lost, new TreeMap<>());
    }

    private static List<String> failed(Quality quality) {
        return quality.failed().stream().map(Check::message).toList();
    }

    @Test
    void refusesABatchMostOfWhoseRowsRepeatAKey() {
        assertThat(quality(duplicates(10, 0)).score()).isEqualTo(100);
        assertThat(quality(duplicates(12, 0)).score()).isEqualTo(97); // an excess of 2 points, the weight is more
        assertThat(quality(duplicates(12, 0)).accepted()).isTrue();

        Quality third = quality(duplicates(28, 8));
        assertThat(third.score()).isEqualTo(80); // (0.28 - 0.1) / 0.9
        assertThat(third.accepted()).isFalse();
        assertThat(failed(third))
                .containsExactly("28.00% of its rows repeat the key of another, above checks.duplicates 10.00%: 8 the"
                        + " same row again, 20 with other values");

        Quality most = quality(duplicates(60, 0), "checks.gate=0");
        assertThat(most.criticalFailed()).isTrue();
        assertThat(quality(duplicates(60, 0), "checks.gate=0", "checks.severity.duplicates=error")
                        .accepted())
                .isTrue();
    }

    @Test
    void costsAKindThatParamsMakeAnErrorWhatItHarmsToo() {
        Batch rejected =
                new Batch(100, 20, 80, 0, 0, 20, Map.of("unreadable", 80L), days(0), List.of(), new TreeMap<>());
        Quality quality =
                quality(rejected, "checks.severity={rejected: error, unreadable: error}", "checks.rejected=0.5");
        assertThat(quality.criticalFailed()).isFalse();
        assertThat(quality.failed())
                .extracting(check -> check.kind() + " " + Math.round(quality.cost(check)))
                .containsExactly("unreadable 80", "rejected 60");
        assertThat(quality.score()).isZero();
    }

    @Test
    void countsValuesThatACastMadeNull() {
        Quality all = quality(lost(8));
        assertThat(all.criticalFailed()).isTrue();
        assertThat(failed(all))
                .containsExactly(
                        "a cast makes values null, above checks.lost 1.000%: 3,5 -> null in 8 of 8 rows of c0");

        Quality half = quality(lost(4, 0, 4, 4, 4));
        assertThat(half.criticalFailed()).isFalse();
        assertThat(half.score()).isEqualTo(50.51); // 100 less (0.5 - 0.01) / 0.99
        assertThat(half.accepted()).isFalse();
        assertThat(failed(half).get(0))
                .isEqualTo("a cast makes values null, above checks.lost 1.000%: 3,5 -> null in 4 of 8 rows of c0,"
                        + " 3,5 -> null in 4 of 8 rows of c2, 3,5 -> null in 4 of 8 rows of c3, and of 1 more columns");
        assertThat(quality(lost(4), "checks.lost=0.5").score()).isEqualTo(100);
    }

    /** The newest row of the batch is of 4 March; that of 2098 does not make it fresh, and is named. */
    @Test
    void isNoFresherForAStrayRow() {
        Batch batch = new Batch(201, 201, 0, 0, 0, 200, Map.of(), days(1), List.of(), new TreeMap<>());
        Quality quality = quality(batch, "checks.freshness-hours=24");
        assertThat(failed(quality)).containsExactly("its newest row is 362 hours old, above checks.freshness-hours 24");
        assertThat(quality.warnings())
                .extracting(Check::severity, Check::message)
                .containsExactly(tuple(
                        Severity.warning,
                        "1 of its rows is dated apart from the others, which are from 2020-03-01 to 2020-03-04:"
                                + " 2098-01-01"));
        assertThat(quality(batch, "source.event-time=", "source.label.available-at=")
                        .checks())
                .as("rows without a date are on no day apart")
                .extracting(Check::kind)
                .doesNotContain(CheckKind.STRAY_ROWS);
    }
}
