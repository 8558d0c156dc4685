package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DaysTest {

    /** Days by their dates: how many rows, and the hour of the newest. */
    private static Days days(Map<String, Integer> rows, int hour) {
        NavigableMap<LocalDate, Long> perDay = new TreeMap<>();
        rows.forEach((day, count) -> perDay.put(LocalDate.parse(day), count.longValue()));
        return Days.of(
                perDay,
                perDay.keySet().stream()
                        .collect(Collectors.toMap(
                                day -> day, day -> day.atTime(hour, 0).toInstant(ZoneOffset.UTC))));
    }

    /** Two clocks that were reset, and a trip booked into the next month; a quiet day within is none of them. */
    @Test
    void leavesOutStrayDaysOnBothSides() {
        Days days = days(
                Map.of(
                        "2020-03-31",
                        1900,
                        "2009-01-01",
                        3,
                        "2020-03-29",
                        2000,
                        "2008-12-31",
                        1,
                        "2020-03-30",
                        5,
                        "2020-04-01",
                        1),
                23);
        assertThat(days)
                .isEqualTo(new Days(
                        days.rows(),
                        Optional.of(LocalDate.of(2020, 3, 29)),
                        Optional.of(LocalDate.of(2020, 3, 31)),
                        Optional.of(Instant.parse("2020-03-31T23:00:00Z")),
                        5,
                        List.of(LocalDate.of(2008, 12, 31), LocalDate.of(2009, 1, 1), LocalDate.of(2020, 4, 1))));
    }

    @Test
    void takesDaysOfSomeRowsForWhatTheyAre() {
        Days days = days(Map.of("2020-03-01", 2, "2020-03-02", 50, "2020-03-03", 1), 1);
        assertThat(days.first()).hasValue(LocalDate.of(2020, 3, 1));
        assertThat(days.last()).hasValue(LocalDate.of(2020, 3, 3));
        assertThat(days.strays()).isZero();
        assertThat(days(Map.of(), 1)).isEqualTo(Days.NONE);
    }
}
