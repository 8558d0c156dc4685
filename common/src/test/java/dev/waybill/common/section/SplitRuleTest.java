package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.params.Bound;
import dev.waybill.common.section.Split.DateRange;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitRuleTest {

    /** Rows that nothing is asked of. */
    private static final LabelledRows NONE = new LabelledRows() {
        @Override
        public SortedSet<LocalDate> dates() {
            throw new AssertionError("asked for dates");
        }

        @Override
        public List<BigDecimal> values(String column, List<Double> places) {
            throw new AssertionError("asked for values of " + column);
        }

        @Override
        public void requireNumber(String column) {
            assertThat(column).isEqualTo(VALUES.column()); // which asks for no row
        }
    };

    /** As a section of params.yaml. */
    public record Sections(Optional<SplitRule> split) {}

    private static final SplitByDate DATES = new SplitByDate(
            DateRange.parse("2020-03-01/2020-03-04"),
            Optional.of(DateRange.parse("2020-03-05/2020-03-05")),
            Optional.empty(),
            DateRange.parse("2020-03-06/2020-03-07"));

    private static final SplitByKey KEYS = new SplitByKey(List.of(), 0.6, 0.1, 0.1, 0.2, 42);

    private static final SplitByValue VALUES = new SplitByValue(
            "id", Optional.empty(), Optional.of(BigDecimal.valueOf(60)), BigDecimal.valueOf(80), Optional.empty());

    @Test
    void isOfTheKindThatParamsSay() {
        assertThat(bound("{}")).isEmpty();
        assertThat(bound("{split: {train: 2020-03-01/2020-03-04, valid: 2020-03-05/2020-03-05, test:"
                        + " 2020-03-06/2020-03-07}}"))
                .contains(DATES);
        assertThat(bound("{split: {by: null, train: 2020-03-01/2020-03-04, valid: 2020-03-05/2020-03-05, test:"
                        + " 2020-03-06/2020-03-07}}"))
                .as("An override takes the kind away")
                .contains(DATES);
        assertThat(bound("{split: {by: key}}")).contains(KEYS);
        assertThat(bound("{split: {by: value, column: id, calibrate: 60, test: 80}}"))
                .contains(VALUES);
        assertThat(bound("{split: {by: order, column: id, valid: 0}}"))
                .contains(new SharesOfOrder("id", 0.6, 0, 0.1, 0.2));
        assertThat(bound("{split: {by: date, train: 0.7, valid: 0}}")).contains(new SharesOfDates(0.7, 0, 0.1, 0.2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{split: {by: day}}; must be age or date or key or order or value, or be left out, but is 'day'",
                "{split: {by: key, trian: 0.5}}; is not a known key. Did you mean 'train'?",
                "{split: {by: key, train: 0.9}}; has train 0.9, valid 0.1, calibrate 0.1 and test 0.2, together above 1",
                "{split: {by: date, test: 0}}; has test 0.0, which is not a share above 0 to 1",
                "{split: {by: order, column: id, train: 0.9}}; has train 0.9, valid 0.1, calibrate 0.1 and test 0.2, together above 1",
                "{split: {by: value, column: id, valid: 9, test: 8}}; must go up: valid, calibrate, test, end, but 9 comes before 8",
                "{split: {train: 0.6}}; must be a text, but is '0.6'",
                "{split: {by: key, train: 2020-03-01/2020-03-02}}; must be a number, but is '2020-03-01/2020-03-02'",
            })
    void refusesWhatIsNone(String yaml, String message) {
        assertThatThrownBy(() -> bound(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void fitsTheRows() {
        Source dated = source("event-time: at");
        Source undated = source("time-zone: America/New_York");

        assertThat(SplitRule.orDefault(Optional.empty(), dated)).isEqualTo(SharesOfDates.USUAL);
        assertThat(SplitRule.orDefault(Optional.empty(), undated)).isEqualTo(KEYS);
        assertThatThrownBy(() -> SplitRule.require(Optional.of(DATES), undated))
                .hasMessage(
                        "split goes by dates, but rows have none, since there is no source.event-time; write {by: key}");
        assertThatThrownBy(() -> SplitRule.require(Optional.of(SharesOfDates.USUAL), undated))
                .hasMessageStartingWith("split goes by dates, but rows have none");
        assertThatThrownBy(() -> SplitRule.require(Optional.of(KEYS), dated))
                .hasMessage(
                        "split goes by key, but rows have a date, source.event-time: part them by dates, since what a"
                                + " model is to predict comes later than what it learned from");
        assertThatThrownBy(() -> SplitRule.require(bound("{split: {by: key, key: [at]}}"), undated))
                .hasMessage("split.key has 'at', which is not in source.key. Did you mean 'id'?");
    }

    @Test
    void survivesJsonAsProvenanceHoldsIt() throws JsonProcessingException {
        Split keys = KEYS.on(source(""), NONE);
        for (Split split : List.of(DATES, keys, VALUES)) {
            assertThat(JsonFile.JSON.readValue(JsonFile.text(split), Split.class))
                    .isEqualTo(split);
        }
        assertThat(JsonFile.text(keys)).contains("\"by\" : \"key\"", "\"key\" : [ \"id\" ]");
        assertThat(JsonFile.JSON.readValue(
                        "{\"train\": \"2020-03-01/2020-03-04\", \"valid\": \"2020-03-05/2020-03-05\","
                                + " \"test\": \"2020-03-06/2020-03-07\"}",
                        Split.class))
                .as("of models that were trained before there were other kinds")
                .isEqualTo(DATES);
    }

    @Test
    void tellsWhetherTestRowsMayHaveBeenSeen() {
        Split keys = KEYS.on(source(""), NONE);

        assertThat(keys.hasSeenTestOf(keys)).isFalse();
        assertThat(keys.hasSeenTestOf(new SplitByKey(List.of("id"), 0.5, 0.1, 0.1, 0.3, 42)))
                .as("a test part that begins earlier")
                .isTrue();
        assertThat(keys.hasSeenTestOf(new SplitByKey(List.of("id"), 0.6, 0.1, 0.1, 0.2, 43)))
                .as("dealt by another seed")
                .isTrue();
        assertThat(keys.hasSeenTestOf(DATES)).isTrue();
        assertThat(DATES.hasSeenTestOf(keys)).isTrue();
        assertThat(DATES.hasSeenTestOf(DATES)).isFalse();
    }

    @Test
    void givesEachKeyOnePart() {
        Split odd = new SplitByKey(List.of("id"), 0.3000005, 0.1000005, 0.1, 0.2, 42);
        assertThat(odd.parts())
                .extracting(part -> odd.condition(part).replaceAll(".* between ", ""))
                .containsExactly("0 and 300000", "300001 and 400000", "400001 and 500000", "500001 and 700000");
    }

    private static Optional<SplitRule> bound(String yaml) {
        return Bound.of(Sections.class, yaml).split();
    }

    private static Source source(String more) {
        return Bound.of(
                Source.class,
                "{table: leads, format: csv, path: x, columns: {id: {expr: id, known-at: request}, at: {expr: at,"
                        + " known-at: request}}, key: [id], label: {name: y, expr: id}, %s}".formatted(more));
    }
}
