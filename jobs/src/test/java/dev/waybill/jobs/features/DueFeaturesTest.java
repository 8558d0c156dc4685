package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.features.Featured.Basis;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Days of March 2020; the clean table is at version 9, and what is noted is of version 7. */
class DueFeaturesTest {

    private static final Basis NOW = new Basis("set", "id-1", 9);
    private static final Basis THEN = new Basis("set", "id-1", 7);

    @Test
    void areNoneWhereNothingChanged() {
        assertThat(due(days(1, 2), days(1, 2), THEN, Optional.of(days()))).isEqualTo(new DueFeatures(days(), days()));
    }

    @Test
    void areTheDatesThatHaveNone() {
        assertThat(due(days(1, 2), days(2, 3, 5), THEN, Optional.of(days(3, 5))))
                .isEqualTo(new DueFeatures(days(3, 5), days()));
    }

    @Test
    void amendDatesThatChangedAndNoLaterOnes() {
        assertThat(due(days(1, 2, 3, 4), days(4), THEN, Optional.of(days(2, 6))))
                .isEqualTo(new DueFeatures(days(), days(2)));
    }

    @Test
    void amendAllWhereTheLogCannotTell() {
        SortedSet<LocalDate> unknown = days(2);
        unknown.add(LocalDate.MIN);
        assertThat(due(days(1, 2), days(2), THEN, Optional.empty())).isEqualTo(new DueFeatures(days(), days(1, 2)));
        assertThat(due(days(1, 2), days(2), THEN, Optional.of(unknown))).isEqualTo(new DueFeatures(days(), days(1, 2)));
    }

    @Test
    void areAllForOtherDefinitionsAnotherTableAnOlderVersionOrAnUnknownBasis() {
        DueFeatures all = new DueFeatures(days(1, 2, 3), days());
        for (Basis other :
                new Basis[] {new Basis("other", "id-1", 7), new Basis("set", "id-0", 7), new Basis("set", "id-1", 10)
                }) {
            assertThat(due(days(1, 2), days(3), other, Optional.of(days(1)))).isEqualTo(all);
        }
        assertThat(DueFeatures.of(
                        new Featured(days(1, 2), Optional.empty()), days(3), NOW, basis -> Optional.of(days())))
                .isEqualTo(all);
    }

    private static DueFeatures due(
            SortedSet<LocalDate> featured,
            SortedSet<LocalDate> wanted,
            Basis then,
            Optional<SortedSet<LocalDate>> touched) {
        return DueFeatures.of(new Featured(featured, Optional.of(then)), wanted, NOW, basis -> touched);
    }

    private static SortedSet<LocalDate> days(Integer... numbers) {
        return Arrays.stream(numbers)
                .map(number -> LocalDate.of(2020, 3, number))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
