package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.section.Split.DateRange;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

    @Test
    void readsAndWritesARangeOfDates() {
        DateRange range = DateRange.parse("2020-02-28/2020-03-01");
        assertThat(range).isEqualTo(new DateRange(LocalDate.of(2020, 2, 28), LocalDate.of(2020, 3, 1)));
        assertThat(range).hasToString("2020-02-28/2020-03-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2020-03-01",
                "2020-03-01/2020-03-02/2020-03-03",
                "2020-3-1/2020-03-02",
                "2020-02-30/2020-03-01"
            })
    void refusesWhatIsNotTwoDates(String text) {
        assertThatThrownBy(() -> DateRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not two dates like 2020-03-01/2020-03-07: " + text);
    }

    @Test
    void takesRangesOfOneDayThatFollowEachOther() {
        assertThat(split("01/01", "02/02", "03/03", "04/04").lastSeen().orElseThrow())
                .isEqualTo("2020-03-03");
        assertThat(split("01/01", "02/02", "", "04/04").lastSeen().orElseThrow())
                .isEqualTo("2020-03-02");
        assertThat(split("01/01", "", "", "02/02").lastSeen().orElseThrow()).isEqualTo("2020-03-01");
    }

    @Test
    void takesGapsBetweenRanges() {
        Split split = split("01/02", "", "05/06", "09/10");
        assertThat(split.lastSeen().orElseThrow()).isEqualTo("2020-03-06");
        assertThat(split.parts()).containsExactly(Part.train, Part.calibrate, Part.test);
        assertThat(split.words(Part.train)).isEqualTo("2020-03-01/2020-03-02");
        assertThat(split.words(Part.calibrate)).isEqualTo("2020-03-05/2020-03-06");
        assertThat(split.words(Part.test)).isEqualTo("2020-03-09/2020-03-10");
        assertThat(split.beforeTest()).as("gaps included").isEqualTo("event_date < date'2020-03-09'");
    }

    @Test
    void refusesARangeThatEndsBeforeItBegins() {
        assertThatThrownBy(() -> split("03/02", "", "", "05/06"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has a range that ends before it begins: 2020-03-03/2020-03-02");
    }

    @Test
    void refusesRangesThatOverlapByADay() {
        assertThatThrownBy(() -> split("01/03", "", "", "03/04"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must go forward in time: train, valid, calibrate, test; but 2020-03-01/2020-03-03 does not"
                        + " end before 2020-03-03/2020-03-04");
    }

    @Test
    void refusesToTestOnDaysBeforeTraining() {
        assertThatThrownBy(() -> split("05/06", "", "", "01/02"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must go forward in time: train, valid, calibrate, test; but 2020-03-05/2020-03-06 does not"
                        + " end before 2020-03-01/2020-03-02");
    }

    /** Days of March 2020, such as {@code 01/03}; empty for none. */
    private static Split split(String train, String valid, String calibrate, String test) {
        return new SplitByDate(
                range(train).orElseThrow(),
                range(valid),
                range(calibrate),
                range(test).orElseThrow());
    }

    private static Optional<DateRange> range(String days) {
        return days.isEmpty()
                ? Optional.empty()
                : Optional.of(DateRange.parse("2020-03-" + days.replace("/", "/2020-03-")));
    }
}
