package dev.waybill.common.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextTest {

    @Test
    void makesColumnsThatAreKnownAtFinish() {
        Source source = source("columns: {after: what}, end: {column: is_last}");
        assertThat(source.columns().keySet()).containsExactly("no", "what", Source.NO_DATE, "after", "is_last");
        assertThat(source.columns().get("after"))
                .extracting(Source.Column::knownAt)
                .isEqualTo(KnownAt.finish);
        assertThat(source.expressions().keySet()).containsExactly("no", "what", Source.NO_DATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "columns: {after: wat} | has 'wat' in next.columns, which is not among its columns. Did you mean 'what'?",
                "columns: {what: no} | has 'what' both as a column and in next; call one of them something else",
                "columns: {} | needs at least one of 'columns' and 'end'",
                "end: {column: is_last, quiet: 3d} | needs both 'of' and 'quiet', or neither where all cases are over"
            })
    void refusesWhatItCannotMake(String what, String message) {
        assertThatThrownBy(() -> source(what))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Source source(String what) {
        return Bound.of(
                Source.class,
                "{table: events, format: csv, path: a.csv, columns: {no: {expr: n, known-at: request},"
                        + " what: {expr: w, known-at: request}}, key: [no], label: {name: x, expr: no},"
                        + " next: {key: [what], order: [no], " + what + "}}");
    }
}
