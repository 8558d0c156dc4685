package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import dev.waybill.common.refusal.Refusal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesOfDatesTest {

    private static final Source SOURCE = Bound.of(
            Source.class,
            "{table: trips, format: csv, path: x, columns: {id: {expr: id, known-at: request},"
                    + " at: {expr: at, known-at: request}}, key: [id], event-time: at, label: {name: y, expr: id}}");

    /** Days of March, parts in order: train, valid, calibrate, test. */
    @ParameterizedTest
    @CsvSource({
        "2, 01-01 02-02",
        "3, 01-01 02-02 03-03",
        "4, 01-01 02-02 03-03 04-04",
        "5, 01-02 03-03 04-04 05-05",
        "9, 01-05 06-06 07-07 08-09",
        "10, 01-06 07-07 08-08 09-10",
        "30, 01-18 19-21 22-24 25-30"
    })
    void giveThreeFifthsToTrainingAndTheLastFifthToTheTest(int days, String parts) {
        assertThat(words(usual(days(days)))).isEqualTo(parts);
    }

    @Test
    void goByTheDatesThatThereAre() {
        SortedSet<LocalDate> dates = days(30);
        dates.removeIf(date -> date.getDayOfMonth() > 4 && date.getDayOfMonth() < 25);

        assertThat(words(usual(dates))).isEqualTo("01-26 27-27 28-28 29-30");
    }

    @Test
    void moveOnAsDatesAreAdded() {
        Split before = usual(days(20));
        Split after = usual(days(21));

        assertThat(words(before)).isEqualTo("01-12 13-14 15-16 17-20");
        assertThat(words(after)).isEqualTo("01-13 14-15 16-17 18-21");
        assertThat(before.hasSeenTestOf(after)).isFalse();
    }

    @Test
    void areCountedBackFromTheLastDate() {
        SharesOfDates half = Bound.of(SharesOfDates.class, "{train: 0.3, valid: 0, calibrate: 0, test: 0.2}");

        assertThat(words(half.on(SOURCE, new DatedRows(days(10))))).isEqualTo("06-08 09-10");
    }

    @Test
    void needTwoDates() {
        assertThatThrownBy(() -> usual(days(1)))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot part the rows of trips: only 2020-03-01 has more than a few rows with labels, but one is"
                                + " needed to learn from and a later one to judge by. Bring in more dates, or drop source.event-time if the rows"
                                + " have none to speak of.");
        assertThatThrownBy(() -> usual(days(0)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no date has a row with a label, but one is needed");
    }

    private static Split usual(SortedSet<LocalDate> dates) {
        return SplitRule.orDefault(Optional.empty(), SOURCE).on(SOURCE, new DatedRows(dates));
    }

    private static SortedSet<LocalDate> days(int number) {
        return LocalDate.of(2020, 3, 1)
                .datesUntil(LocalDate.of(2020, 3, 1).plusDays(number))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String words(Split split) {
        List<String> words = split.parts().stream().map(split::words).toList();
        return String.join(" ", words).replace("2020-03-", "").replace("/", "-");
    }
}
