package dev.waybill.common.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    @Test
    void findsTheNearestWord() {
        assertThat(Suggestion.nearest("sorce", List.of("split", "score", "source")))
                .hasValue("source");
    }

    @Test
    void prefersTheFirstByNameAmongEquallyNearWords() {
        assertThat(Suggestion.nearest("mad", List.of("mat", "map", "man"))).hasValue("man");
    }

    @Test
    void suggestsNothingThatIsFarOff() {
        assertThat(Suggestion.nearest("thermometer", List.of("coats", "colour")))
                .isEmpty();
        assertThat(Suggestion.sentence("thermometer", List.of("colour", "coats")))
                .isEqualTo("Known here: coats, colour.");
    }

    @Test
    void saysSoWhereNothingIsKnown() {
        assertThat(Suggestion.sentence("x", List.of())).isEqualTo("None is known here.");
    }
}
