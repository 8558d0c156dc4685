package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DaysTest {

    /** @param values of day, rows and the hour of the newest */
    private static Days days(long largest, String values) {
        return Days.of(
                SharedSpark.session()
                        .sql("select date(day) as event_date, cast(rows as bigint) as _rows,"
                                + " to_timestamp(concat(day, ' ', hour, ':00:00')) as _newest from values "
                                + values + " as days(day, rows, hour)"),
                largest);
    }

    /** Two clocks that were reset, and a trip booked into the next month; a quiet day within is none of them. */
    @Test
    void leavesOutStrayDaysOnBothSides() {
        Days days = days(
                2000,
                "('2020-03-31', 1900, 23), ('2009-01-01', 3, 10), ('2020-03-29', 2000, 22), ('2008-12-31', 1, 9),"
                        + " ('2020-03-30', 5, 12), ('2020-04-01', 1, 1), (cast(null as string), 0, 0)");
        assertThat(days)
                .isEqualTo(new Days(
                        Optional.of(LocalDate.of(2020, 3, 29)),
                        Optional.of(LocalDate.of(2020, 3, 31)),
                        Optional.of(Instant.parse("2020-03-31T23:00:00Z")),
                        5,
                        List.of(LocalDate.of(2008, 12, 31), LocalDate.of(2009, 1, 1), LocalDate.of(2020, 4, 1))));
    }

    @Test
    void takesDaysOfSomeRowsForWhatTheyAre() {
        Days days = days(50, "('2020-03-01', 2, 1), ('2020-03-02', 50, 1), ('2020-03-03', 1, 1)");
        assertThat(days.first()).hasValue(LocalDate.of(2020, 3, 1));
        assertThat(days.last()).hasValue(LocalDate.of(2020, 3, 3));
        assertThat(days.strays()).isZero();
        assertThat(days(0, "('2020-03-01', 0, 1)")).isEqualTo(Days.NONE);
    }
}
