package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {

    @Test
    void namesAFeatureByAllThatTellsItApart() {
        assertThat(sequence("of: [activity], last: 2, stats: [count, distinct, repeats],"
                                + " counts: {activity: [A, 'b c']}, since: {of: at, back: [1]}")
                        .names())
                .containsExactly(
                        "activity_lag1_by_case_no",
                        "activity_lag2_by_case_no",
                        "activity_distinct_by_case_no",
                        "activity_repeats_by_case_no",
                        "activity_count_a_by_case_no",
                        "activity_count_b_c_by_case_no",
                        "count_by_case_no",
                        "at_hours_since_first_by_case_no",
                        "at_hours_since_lag1_by_case_no");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of: [a] | has 'of', but neither last nor distinct nor repeats, which would be about it",
                "last: 2 | needs 'of', the columns that last, distinct and repeats are about",
                "stats: [] | needs at least one of 'last', 'stats', 'counts' and 'since'",
                "of: [a], last: 101 | has last 101, but it must be between 0 and 100",
                "of: [a, a], last: 1 | has 'a' twice; drop one of them"
            })
    void refusesWhatSaysNothing(String what, String message) {
        assertThatThrownBy(() -> sequence(what))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'x y', 'x-y'", "'X y', 'x Y'"})
    void refusesTwoValuesThatAreCalledAlike(String values) {
        assertThatThrownBy(() ->
                        Bound.of(Features.class, "{sequence: [{key: [c], order: [t], counts: {a: [" + values + "]}}]}"))
                .hasMessage("has 'a_count_x_y_by_c' twice; drop one of them");
    }

    private static Sequence sequence(String what) {
        return Bound.of(Sequence.class, "{key: [case_no], order: [at], " + what + "}");
    }
}
