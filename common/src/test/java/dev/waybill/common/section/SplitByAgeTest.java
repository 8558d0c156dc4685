package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import dev.waybill.common.refusal.Refusal;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitByAgeTest {

    private static final Source SOURCE = Bound.of(
            Source.class,
            "{table: trips, format: csv, path: x, columns: {id: {expr: id, known-at: request},"
                    + " at: {expr: at, known-at: request}}, key: [id], event-time: at, label: {name: y, expr: id}}");

    public record Params(SplitRule split) {}

    @Test
    void countsBackFromTheLastDate() {
        SplitRule rule = rule("{train: [7d], valid: 1d, calibrate: 2d, test: 3d}");

        assertThat(words(rule.on(SOURCE, new DatedRows(days(1, 30))))).isEqualTo("18-24 25-25 26-27 28-30");
        assertThat(words(rule.on(SOURCE, new DatedRows(days(1, 31))))).isEqualTo("19-25 26-26 27-28 29-31");
    }

    @Test
    void leavesAGapBeforeTheTest() {
        assertThat(words(rule("{train: [all], calibrate: 1d, test: 2d, gap: 3d}")
                        .on(SOURCE, new DatedRows(days(1, 20)))))
                .isEqualTo("01-14 15-15 19-20");
    }

    @Test
    void offersEachLengthOnceAndJudgesAllOnTheSameDays() {
        List<Split> candidates = rule("{train: [7d, 14d, 28d, all], valid: 1d, test: 1d}")
                .candidates(SOURCE, new DatedRows(days(5, 25)));

        assertThat(candidates.stream().map(SplitByAgeTest::words))
                .containsExactly("17-23 24-24 25-25", "10-23 24-24 25-25", "05-23 24-24 25-25");
    }

    @Test
    void countsDaysWithoutRows() {
        SortedSet<LocalDate> holes = days(1, 10);
        holes.add(LocalDate.of(2020, 3, 20));

        assertThat(words(rule("{train: [12d], test: 4d}").on(SOURCE, new DatedRows(holes))))
                .isEqualTo("05-16 17-20");
    }

    @Test
    void refusesTooFewDates() {
        assertThatThrownBy(() -> rule("{train: [7d], valid: 1d, test: 3d}").on(SOURCE, new DatedRows(days(1, 4))))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot part the rows of trips: the first date with labels is 2020-03-01, and what is held back"
                                + " begins on 2020-03-01. Bring in earlier dates, or shorten what split holds back.");
        assertThatThrownBy(() -> rule("{train: [7d], test: 3d}").on(SOURCE, new DatedRows(new TreeSet<>())))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Cannot part the rows of trips: no date has a row with a label.");
    }

    @Test
    void refusesLengthsThatAreNone() {
        assertThatThrownBy(() -> rule("{train: [7d, all], test: 3d}"))
                .hasMessageContaining("has 2 lengths in train, but no valid to choose one by");
        assertThatThrownBy(() -> rule("{train: [], test: 3d}"))
                .hasMessageContaining("needs at least one length in train, such as [14d] or [all]");
        assertThatThrownBy(() -> rule("{train: [week], test: 3d}"))
                .hasMessageContaining("not a number of days like 7d: week");
    }

    private static SplitRule rule(String yaml) {
        return Bound.of(Params.class, "{split: {by: age, " + yaml.substring(1) + "}")
                .split();
    }

    private static SortedSet<LocalDate> days(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(day -> LocalDate.of(2020, 3, day))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String words(Split split) {
        return split.parts().stream()
                .map(part -> split.words(part).replaceAll("2020-03-(..)/2020-03-(..)", "$1-$2"))
                .collect(Collectors.joining(" "));
    }
}
