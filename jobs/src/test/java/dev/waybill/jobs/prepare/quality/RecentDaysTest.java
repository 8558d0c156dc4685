package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.conf.Checks;
import dev.waybill.common.table.SharedSpark;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RecentDaysTest {

    /** Days 1 to 5 of March: 9, 10, 10, 12 and 100 rows, whose median is 10. */
    private static final Dataset<Row> PUBLISHED = rows(Map.of(1, 9, 2, 10, 3, 10, 4, 12, 5, 100));

    private static Dataset<Row> rows(Map<Integer, Integer> perDay) {
        String values = new TreeMap<>(perDay)
                .entrySet().stream()
                        .map(day -> "(date'2020-03-%02d', %d)".formatted(day.getKey(), day.getValue()))
                        .collect(Collectors.joining(", "));
        return SharedSpark.session()
                .sql("select day as event_date, explode(sequence(1, rows)) as id from values %s as days(day, rows)"
                        .formatted(values));
    }

    private static Optional<Check> volume(
            Map<Integer, Integer> perDay, Dataset<Row> published, Optional<LocalDate> on) {
        LocalDate last = LocalDate.of(
                2020, 3, perDay.keySet().stream().max(Integer::compare).orElseThrow());
        return RecentDays.volume(TestChecks.of("{volume: {days: 28}}"), rows(perDay), last, published, on);
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
        assertThat(volume(Map.of(5, 1, 6, 20, 7, 1), PUBLISHED, Optional.empty()))
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
        Checks limits = TestChecks.of("{volume: {least: 0.5, most: 5}}");
        assertThat(RecentDays.volume(
                        limits, rows(Map.of(6, 40, 7, 4)), LocalDate.of(2020, 3, 7), PUBLISHED, Optional.empty()))
                .hasValueSatisfying(check -> {
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
        Checks limits = TestChecks.of("{volume: {days: 3}}");
        // of 10, 12 and 100 the median is 12
        assertThat(RecentDays.volume(
                        limits, rows(Map.of(6, 24)), LocalDate.of(2020, 3, 6), PUBLISHED, Optional.empty()))
                .hasValueSatisfying(check -> assertThat(check.value()).isEqualTo(2));
    }
}
