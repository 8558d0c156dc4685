package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nights, in whatever way they come, leave the same rows: in order, again, after some were missed, all at once, replayed,
 * or broken off. Rows come late, by up to three days; what was published of a date stays as it was.
 */
class NightsIT {

    private static final LocalDate FIRST = TinyTrip.FIRST.plusDays(4);
    private static final LocalDate LAST = FIRST.plusDays(2);
    /** The exit code of a process that signal 9 ended. */
    private static final int KILLED = 128 + 9;

    private static final List<String> TABLES = TinyNights.COMPARED;

    @TempDir
    static Path folder;

    @TempDir
    private Path own;

    /** After the first night, which trains the model. */
    private static TinyNights trained;
    /** After all of them, as they came. */
    private static TinyNights inOrder;
    /** What each of them left. */
    private static final Map<LocalDate, Map<String, List<String>>> LEFT = new HashMap<>();

    @BeforeAll
    static void nightsInOrder() throws IOException {
        Path home = folder.toRealPath();
        trained = TinyNights.at(home.resolve("trained")).deliver(TinyNights.dates(TinyTrip.FIRST, FIRST));
        done(trained.night(FIRST));
        LEFT.put(FIRST, trained.contents(TABLES));
        inOrder = trained.copy(home.resolve("in-order"));
        for (LocalDate night : TinyNights.dates(FIRST.plusDays(1), LAST)) {
            done(inOrder.deliver(night).night(night));
            LEFT.put(night, inOrder.contents(TABLES));
        }
    }

    @Test
    void addRowsThatComeLateAndChangeNoneThatWerePublished() {
        for (LocalDate night : TinyNights.dates(FIRST.plusDays(1), LAST)) {
            for (String table : List.of("features", "scored_current")) {
                List<String> before = left(night.minusDays(1), table);
                List<String> after = new ArrayList<>(left(night, table));
                assertThat(after).as("%s after the night of %s", table, night).containsAll(before);
                after.removeAll(before);
                assertThat(after).as("Late rows").anyMatch(row -> !isOf(night, row));
                assertThat(after).anyMatch(row -> isOf(night, row));
            }
        }
    }

    private static List<String> left(LocalDate night, String table) {
        return Objects.requireNonNull(Objects.requireNonNull(LEFT.get(night)).get(table));
    }

    private static boolean isOf(LocalDate date, String row) {
        return row.contains("\"event_date\":\"" + date + "\"");
    }

    /** But that figures of an earlier date take in the labels that came since. */
    @Test
    void onceMoreChangeNothing() {
        List<TableVersion> before = versions(inOrder.tables());
        LocalDate earlier = FIRST.plusDays(1);
        JsonNode verdict = inOrder.verdict(LAST);
        JsonNode decided = inOrder.decided(earlier);
        done(inOrder.night(LAST));
        done(inOrder.night(earlier));
        assertThat(inOrder.verdict(LAST)).isEqualTo(verdict);
        assertThat(inOrder.decided(earlier)).isEqualTo(decided);
        assertThat(versions(inOrder.tables())).isEqualTo(before);
    }

    private static List<TableVersion> versions(Tables tables) {
        return TABLES.stream().map(tables::version).toList();
    }

    /** And broken off on the way, after the first commit to each of the tables. */
    @Test
    void thatWereMissedAreCaughtUpInOrder() throws IOException {
        TinyNights nights = trained.copy(own.resolve("missed")).deliver(TinyNights.dates(FIRST, LAST));
        Set<String> spared = new TreeSet<>(trained.tables().names());
        spared.removeAll(TABLES);
        FailingCommits.Stopped stopped;
        do {
            stopped = FailingCommits.during(spared, () -> nights.night(LAST));
            stopped.table().ifPresent(spared::add);
            assertThat(stopped.run().code() == 0)
                    .as(stopped.run().err())
                    .isEqualTo(stopped.table().isEmpty());
        } while (stopped.table().isPresent());
        assertThat(spared).isEqualTo(new TreeSet<>(trained.tables().names()));
        assertThat(nights.nights()).containsExactly(TinyNights.dates(FIRST, LAST));
        assertThat(nights.contents(TABLES)).isEqualTo(LEFT.get(LAST));
    }

    @Test
    void equalOneRunOverAllDatesWithTheSameModel() throws IOException {
        TinyNights nights = trained.copy(own.resolve("at-once")).deliver(TinyNights.dates(FIRST, LAST));
        done(nights.job(LAST, "prepare"));
        done(nights.job(LAST, "feature-engineer", "--date", LAST.toString())); // out of order
        done(nights.job(LAST, "feature-engineer"));
        for (LocalDate night : TinyNights.dates(FIRST, LAST)) {
            done(nights.job(LAST, "recalibrate", "--date", night.plusDays(1).toString()));
        }
        done(nights.job(LAST, "batch-score", "--date", LAST.toString()));
        done(nights.job(LAST, "batch-score"));
        done(nights.job(LAST, "outcomes"));
        Map<String, List<String>> all = nights.contents(TABLES);
        List.of(
                        "features",
                        "scored",
                        "scored_current",
                        "outcomes") // the first trips of a day whose night is still to come
                .forEach(table -> all.computeIfPresent(
                        table,
                        (same, rows) -> rows.stream()
                                .filter(row -> !isOf(LAST.plusDays(1), row))
                                .toList()));
        assertThat(all).isEqualTo(LEFT.get(LAST));
    }

    /** In the source all rows are in one file; each night sees those that had come by then. It stops on the way. */
    @Test
    void equalAReplay() throws IOException {
        TinyNights nights = TinyNights.at(own.resolve("replay"));
        nights.deliverAtOnce(TinyTrip.FIRST, LAST);
        done(replay(nights, FIRST.plusDays(1)));
        done(replay(nights, LAST, "--resume"));
        assertThat(nights.contents(nights.tablesOfReplay(), TABLES)).isEqualTo(LEFT.get(LAST));
    }

    private static DemoHome.Ended replay(TinyNights nights, LocalDate to, String... options) {
        List<String> command = new ArrayList<>(
                List.of("replay", "-p", "tiny", "--from", FIRST.plusDays(1).toString(), "--to", to.toString()));
        command.addAll(List.of(options));
        return nights.at(TinyNights.due(LAST), command.toArray(String[]::new));
    }

    /** In a JVM of its own, between the scores of the model and what is published of them, or soon after. */
    @Test
    void killedGoOn() throws IOException, InterruptedException {
        LocalDate second = FIRST.plusDays(1);
        TinyNights nights = trained.copy(own.resolve("killed")).deliver(second);
        KillPoint scored = KillPoint.writtenBy(List.of(), "data/warehouse/tiny/scored/_delta_log");
        Set<String> before = scored.before(nights.home());
        Process night = nights.start(second);
        while (night.isAlive() && !scored.isHere(nights.home(), before)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        assertThat(night.destroyForcibly().waitFor()).as("Killed").isEqualTo(KILLED);
        done(nights.night(second));
        assertThat(nights.contents(TABLES)).isEqualTo(LEFT.get(second));
    }

    private static DemoHome.Ended done(DemoHome.Ended ended) {
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        return ended;
    }
}
