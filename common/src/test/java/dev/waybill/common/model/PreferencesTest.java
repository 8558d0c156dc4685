package dev.waybill.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.FactorModel.Factors;
import dev.waybill.common.section.Recommend;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreferencesTest {

    private static final Recommend PARAMS = new Recommend("who", "what", Optional.empty(), 1, 1, 0.1, 10, 9, 42);

    /** Items a, b and c, the most popular last; the only user wants a most. */
    static FactorModel model(String user, String... items) {
        List<Factors> known = List.of(
                new Factors(items[0], 1, List.of(3f)),
                new Factors(items[1], 2, List.of(2f)),
                new Factors(items[2], 3, List.of(1f)));
        return new FactorModel(List.of(new Factors(user, 3, List.of(1f))), known, PARAMS, TinyBooster.provenance(), "");
    }

    private static final Preferences PREFERENCES = Preferences.of(model("u", "a", "b", "c"));

    @Test
    void missesWhatTrainingNeverSawHoweverLongTheList() {
        assertThat(PREFERENCES.judged("u", List.of("a", "b"), List.of("new"), 9))
                .as("recall and NDCG")
                .containsExactly(0, 0);
        double[] half = PREFERENCES.judged("u", List.of("a"), List.of("b", "new"), 9);
        double second = 1 / (Math.log(3) / Math.log(2));
        assertThat(half[0]).isEqualTo(0.5);
        assertThat(half[1]).isCloseTo(1 / (1 + second), within(1e-12));
    }

    @Test
    void aUserWithoutANameIsNobodyWhomTrainingSaw() {
        Preferences withEmpty = Preferences.of(model("", "a", "b", "c"));
        assertThat(withEmpty.knows("")).isTrue();
        assertThat(withEmpty.knows(null)).isFalse();
        assertThat(withEmpty.top("", List.of(), 1)).containsExactly(new Preferences.Wanted("a", 3));
        assertThat(withEmpty.top(null, List.of(), 1)).containsExactly(new Preferences.Wanted("c", 3));
    }
}
