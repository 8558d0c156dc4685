package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeekdaysTest {

    private final Weekdays weekdays = new Weekdays(Map.of("weekday", "weekday", "day", "dayofweek", "hour", "hour"));

    @ParameterizedTest
    @CsvSource(
            value = {
                "weekday,0,Monday",
                "weekday,6,Sunday",
                "weekday,7,7",
                "weekday,none,none",
                "day,1,Sunday",
                "day,7,Saturday",
                "hour,4,4",
                "origin,4,4",
                "origin x weekday,B3 / 4,B3 / Friday",
                "origin x weekday,B / 3 / 4,B / 3 / 4"
            })
    void namesTheDaysOfColumnsThatAreDays(String segmentation, String value, String named) {
        assertThat(weekdays.named(segmentation, value)).isEqualTo(named);
    }
}
