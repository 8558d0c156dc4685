package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecentDaysTest {

    /** Days 1 to 5 of March: 9, 10, 10, 12 and 100 rows, whose median is 10. */
    private static final NavigableMap<LocalDate, Long> PUBLISHED = rows(Map.of(1, 9, 2, 10, 3, 10, 4, 12, 5, 100));

    private static NavigableMap<LocalDate, Long> rows(Map<Integer, Integer> perDay) {
        return perDay.entrySet().stream()
                .collect(Collectors.toMap(
                        day -> LocalDate.of(2020, 3, day.getKey()),
                        day -> day.getValue().longValue(),
                        Long::sum,
                        TreeMap::new));
    }

    private static Days days(Map<Integer, Integer> perDay) {
        NavigableMap<LocalDate, Long> rows = rows(perDay);
        return new Days(
                rows, Optional.of(rows.firstKey()), Optional.of(rows.lastKey()), Optional.empty(), 0, List.of());
    }

    private static List<Check> all(
            String limits,
            Map<Integer, Integer> perDay,
            NavigableMap<LocalDate, Long> published,
            Optional<LocalDate> on) {
        return new RecentDays(TestChecks.of(limits), published, on, LocalDate.of(2020, 3, 20)).volume(days(perDay));
    }

    private static Optional<Check> volume(
            Map<Integer, Integer> perDay, NavigableMap<LocalDate, Long> published, Optional<LocalDate> on) {
        return all("{volume: {days: 28}}", perDay, published, on).stream().findFirst();
    }

    @Test
    void comparesNewDaysWithTheMedianOfThoseBefore() {
        assertThat(volume(Map.of(6, 10, 7, 11), PUBLISHED, Optional.empty())).hasValueSatisfying(check -> {
            assertThat(check.passed()).isTrue();
            assertThat(check.value()).isEqualTo(1.1);
        });
    }

    @Test
    void namesTheDayThatIsFarthestBeyondALimit() {
        assertThat(volume(Map.of(5, 1, 6, 20, 7, 1, 8, 10), PUBLISHED, Optional.empty()))
                .hasValueSatisfying(check -> {
                    assertThat(check.passed()).isFalse();
                    assertThat(check.value()).isEqualTo(0.1);
                    assertThat(check.message())
                            .isEqualTo(
                                    "2020-03-07 has 1 rows, 0.1 times the median of recent days; checks.volume allows"
                                            + " 0.2 to 5 times");
                });
        assertThat(volume(Map.of(6, 51), PUBLISHED, Optional.empty()))
                .hasValueSatisfying(check -> assertThat(check.passed()).isFalse());
    }

    /** 40 rows are 4 times as many, and allowed; 4 are 2.5 times too few, and not. */
    @Test
    void mindsEachLimitByItself() {
        assertThat(all("{volume: {least: 0.5, most: 5}}", Map.of(6, 40, 7, 4), PUBLISHED, Optional.empty()))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.passed()).isFalse();
                    assertThat(check.value()).isEqualTo(0.4);
                    assertThat(check.threshold()).isEqualTo(0.5);
                });
    }

    @Test
    void judgesTheDayThatTheRunIsForAlthoughItIsThereAlready() {
        assertThat(volume(Map.of(5, 1), PUBLISHED, Optional.of(LocalDate.of(2020, 3, 5))))
                .hasValueSatisfying(check -> assertThat(check.value()).isEqualTo(0.1));
    }

    @Test
    void hasNothingToSayWithoutNewDaysOrWithoutDaysBefore() {
        assertThat(volume(Map.of(1, 1, 5, 1), PUBLISHED, Optional.empty())).isEmpty();
        assertThat(volume(Map.of(6, 1), rows(Map.of(4, 10, 5, 10)), Optional.empty()))
                .isEmpty();
    }

    @Test
    void takesTheLatestDaysOnly() {
        // of 10, 12 and 100 the median is 12
        assertThat(all("{volume: {days: 3}}", Map.of(6, 24), PUBLISHED, Optional.empty()))
                .extracting(Check::value)
                .containsExactly(2.0);
    }

    /** Day 6 is judged, with twice the rows; day 7, the last, may be there in part. */
    @Test
    void warnsOfADayAtTheEdgeOfTheBatch() {
        assertThat(all("{}", Map.of(5, 10, 6, 20, 7, 1), PUBLISHED, Optional.empty()))
                .extracting(check -> check.severity() + " " + check.passed() + " " + check.message())
                .containsExactly(
                        "error true ",
                        "warning false 2020-03-07 has 1 rows, 0.1 times the median of recent days, where checks.volume"
                                + " allows 0.2 to 5 times; it may be there in part, as the first or the last of its"
                                + " batch");
    }

    @Test
    void doesNotJudgeADayThatIsNotOverForTooFewRows() {
        Map<Integer, Integer> perDay = Map.of(6, 1);
        RecentDays onTheDay =
                new RecentDays(TestChecks.of("{}"), PUBLISHED, Optional.empty(), LocalDate.of(2020, 3, 6));
        assertThat(onTheDay.volume(days(perDay))).extracting(Check::passed).containsExactly(true);
        assertThat(onTheDay.volume(days(Map.of(6, 51))))
                .extracting(Check::passed)
                .containsExactly(false);
    }

    /** A trip of the 20th that was published by mistake neither hides later days nor moves the median. */
    @Test
    void seesNewDaysAlthoughAStrayRowOfALaterOneIsPublished() {
        NavigableMap<LocalDate, Long> published = rows(Map.of(1, 200, 2, 200, 3, 200, 20, 1));
        assertThat(volume(Map.of(4, 20), published, Optional.empty())).hasValueSatisfying(check -> {
            assertThat(check.passed()).isFalse();
            assertThat(check.value()).isEqualTo(0.1);
        });
    }

    /** One day in the batch with 0.1 times the median is half the way from 0.2 to nothing; one of four, an eighth. */
    @Test
    void costsWhatTheDayIsOfTheBatch() {
        assertThat(volume(Map.of(6, 1), PUBLISHED, Optional.empty())
                        .orElseThrow()
                        .excess())
                .isEqualTo(0.5);
        assertThat(volume(Map.of(6, 10, 7, 1, 8, 10, 9, 10), PUBLISHED, Optional.empty())
                        .orElseThrow()
                        .excess())
                .isEqualTo(0.125);
    }
}
