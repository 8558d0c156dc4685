package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.LocalTracking;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.engine.LockOwner;
import dev.waybill.pipelines.engine.PipelineLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler's operator may run into: each ends with one line that says what it is, and leaves whole tables. */
class NightInputIT {

    private static final LocalDate FIRST = TinyTrip.FIRST.plusDays(4);
    private static final LocalDate NEXT = FIRST.plusDays(1);

    @TempDir
    static Path folder;

    @TempDir
    private Path own;

    /** After the first night. */
    private static TinyNights trained;

    @BeforeAll
    static void firstNight() throws IOException {
        trained = TinyNights.at(folder.toRealPath()).deliver(TinyNights.dates(TinyTrip.FIRST, FIRST));
        assertThat(trained.night(FIRST).code()).isZero();
    }

    @Test
    void aDateBeforeTheFirstRowIsRefused() {
        refused(
                trained.night(TinyTrip.FIRST.minusDays(1)),
                2,
                "Cannot compute features of 2024-02-29: the first row of trips is of 2024-03-01. Give a later date.");
    }

    @Test
    void aDateThatIsNotOverIsRefused() {
        refused(
                trained.at(TinyNights.due(FIRST), "nightly", "-p", "tiny", "--date", NEXT.toString()),
                2,
                "Cannot run the night of 2024-03-06: in UTC that day is not over. The last that is over is 2024-03-05.");
    }

    @Test
    void anotherRunOfThePipelineIsNamed() {
        LockOwner other = LockOwner.self(TinyNights.due(FIRST), "./waybill nightly -p tiny");
        try (PipelineLock held = PipelineLock.take(trained.home(), "tiny", other, "")) {
            DemoHome.Ended ended = trained.night(NEXT);
            assertThat(ended.code()).isEqualTo(75);
            assertThat(ended.err())
                    .matches(
                            "Cannot run pipeline 'tiny': another run holds it \\(.*\\)\\. Wait until it has ended\\.\n");
            assertThat(held).isNotNull();
        }
    }

    @Test
    void aDayWithoutRowsIsANightOnWhichNothingIsScored() throws IOException {
        TinyNights nights = trained.copy(own.resolve("empty"));
        LocalDate empty = FIRST.plusDays(2);
        nights.deliver(
                NEXT,
                TinyTrip.of(NEXT).stream()
                        .filter(trip -> trip.requested().toLocalDate().isBefore(empty))
                        .map(TinyTrip::line)
                        .toList());
        assertThat(nights.night(NEXT).code()).isZero();
        List<TableVersion> before = versions(nights);
        said(nights.night(empty), "tiny, night of 2024-03-07: nothing scored; no drift; no reason to retrain");
        assertThat(versions(nights)).isEqualTo(before);
    }

    private static List<TableVersion> versions(TinyNights nights) {
        return TinyNights.COMPARED.stream().map(nights.tables()::version).toList();
    }

    /** Of a fifth of the rows the label never comes, and of a trip of the day before it is another one. */
    @Test
    void labelsThatNeverComeOrChangeAreCountedAndTakenIn() throws IOException {
        TinyNights nights = trained.copy(own.resolve("labels"));
        TinyTrip longer = TinyTrip.of(FIRST).stream()
                .filter(trip -> trip.requested().toLocalDate().equals(FIRST))
                .findFirst()
                .orElseThrow();
        String before = outcome(nights, longer);
        Stream<String> never = TinyTrip.of(NEXT).stream()
                .map(trip -> trip.requested().getSecond() < 12 ? trip.withoutEnd() : trip.line());
        Stream<String> changed = Stream.of(longer.longer().line());
        nights.deliver(NEXT, Stream.concat(never, changed).toList());
        assertThat(nights.night(NEXT).code()).isZero();
        assertThat(nights.report(NEXT).at("/figures/share").asDouble()).isBetween(0.7, 0.9);
        assertThat(outcome(nights, longer)).isNotEqualTo(before);
        for (String table : List.of("features", "scored_current")) {
            List<String> published = row(trained, table, longer);
            assertThat(row(nights, table, longer)).isEqualTo(published);
        }
    }

    private static String outcome(TinyNights nights, TinyTrip trip) {
        return row(nights, "outcomes", trip).toString();
    }

    /** Without the label, which is no feature. */
    private static List<String> row(TinyNights nights, String table, TinyTrip trip) {
        return Objects.requireNonNull(nights.contents(List.of(table)).get(table)).stream()
                .filter(row -> row.contains('"' + trip.id() + '"'))
                .map(row -> table.equals("features") ? row.replaceFirst("\"eta_minutes\":[0-9.]+,", "") : row)
                .toList();
    }

    @Test
    void withoutAChampionNothingIsScoredUntilThereIsOneAgain() throws IOException {
        TinyNights nights = trained.copy(own.resolve("no-champion"));
        try (Tracking tracking = LocalTracking.open(nights.home().resolve("data/mlflow"), Clock.systemUTC())) {
            tracking.removeAlias("tiny", Aliases.CHAMPION);
        }
        said(
                nights.deliver(NEXT).night(NEXT),
                "tiny, night of 2024-03-06: nothing scored; no drift; not retrained, since tiny/1 was trained for"
                        + " 2024-03-05, and the cooldown is 3d");
        assertThat(nights.at(TinyNights.due(NEXT), "models", "promote", "1", "-p", "tiny", "--reason", "by hand")
                        .code())
                .isZero();
        DemoHome.Ended again = nights.night(NEXT);
        assertThat(again.out()).contains("night of 2024-03-06: scored by tiny/1");
    }

    /** It runs the night before the one that is complete, and changes nothing that is published. */
    @Test
    void aClockThatJumpsBackRunsANightThatWas() throws IOException {
        TinyNights nights = trained.copy(own.resolve("back"));
        List<TableVersion> before = versions(nights);
        JsonNode verdict = nights.verdict(FIRST);
        DemoHome.Ended ended = nights.at(TinyNights.due(FIRST.minusDays(1)), "nightly", "-p", "tiny");
        said(ended, "tiny, night of 2024-03-04: nothing scored; no drift; no reason to retrain");
        assertThat(versions(nights)).isEqualTo(before);
        assertThat(nights.verdict(FIRST)).isEqualTo(verdict);
    }

    private static void refused(DemoHome.Ended ended, int code, String line) {
        assertThat(ended.err()).isEqualTo(line + "\n");
        assertThat(ended.code()).isEqualTo(code);
    }

    private static void said(DemoHome.Ended ended, String last) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines().reduce((one, next) -> next)).contains(last);
    }
}
