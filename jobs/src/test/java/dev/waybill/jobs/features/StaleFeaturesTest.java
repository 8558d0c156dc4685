package dev.waybill.jobs.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.features.StaleFeatures.Origin;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Days of March 2020; the clean table is at version 9. */
class StaleFeaturesTest {

    private static final TableVersion CLEAN = new TableVersion("trips", "id-1", 9);

    private final SortedMap<LocalDate, Origin> featured = new TreeMap<>();
    private final TreeSet<LocalDate> clean = new TreeSet<>();
    private Optional<NavigableMap<Long, LocalDate>> touched = Optional.of(new TreeMap<>());

    @Test
    void findsNothingWhereNothingChanged() {
        featured(1, 2, 3);
        clean(1, 2, 3);
        assertThat(stale().all()).isEmpty();
        assertThat(stale().with(day(2))).isEmpty();
    }

    @Test
    void findsDatesThatAreMissingOrGone() {
        featured(1, 2);
        clean(2, 3, 5);
        assertThat(stale().all()).containsExactly(day(1), day(3), day(5));
    }

    @Test
    void findsADateThatChangedAndAllLaterOnesSinceTheyHaveItAsHistory() {
        featured(1, 2, 3, 4);
        clean(1, 2, 3, 4);
        touched = Optional.of(new TreeMap<>(Map.of(8L, day(3))));
        assertThat(stale().all()).containsExactly(day(3), day(4));
    }

    @Test
    void leavesOutDatesThatWereComputedSinceTheChange() {
        featured(1, 2, 3);
        featured.put(day(2), new Origin("set", "id-1", 8));
        clean(1, 2, 3);
        touched = Optional.of(new TreeMap<>(Map.of(8L, day(1))));
        assertThat(stale().all()).containsExactly(day(1), day(3));
    }

    @Test
    void findsAllWhereTheLogNoLongerReachesBackOrTheTableIsAnotherOne() {
        featured(1, 2);
        clean(1, 2);
        touched = Optional.empty();
        assertThat(stale().all()).containsExactly(day(1), day(2));

        touched = Optional.of(new TreeMap<>());
        featured.replaceAll((date, origin) -> new Origin("set", "id-0", 7));
        assertThat(stale().all()).containsExactly(day(1), day(2));

        featured.replaceAll((date, origin) -> new Origin("set", "id-1", 10));
        assertThat(stale().all()).containsExactly(day(1), day(2));
    }

    @Test
    void doesOneDateAndThoseThatAreThereAlready() {
        featured(1, 4, 5);
        clean(1, 2, 3, 4, 5, 6);
        touched = Optional.of(new TreeMap<>(Map.of(8L, day(1))));
        assertThat(stale().with(day(3))).containsExactly(day(1), day(3), day(4), day(5));
    }

    @Test
    void doesAllThatIsThereWhereDefinitionsHaveChanged() {
        featured(1, 2, 4);
        featured.put(day(2), new Origin("before", "id-1", 7));
        clean(1, 2, 3, 4, 5);
        assertThat(stale().all()).containsExactly(day(2), day(3), day(5));

        featured.replaceAll((date, origin) -> new Origin("before", "id-1", 7));
        assertThat(stale().with(day(3))).containsExactly(day(1), day(2), day(3), day(4));
    }

    private StaleFeatures stale() {
        return new StaleFeatures(featured, clean, CLEAN, "set", before -> touched);
    }

    private void featured(int... days) {
        IntStream.of(days).forEach(day -> featured.put(day(day), new Origin("set", "id-1", 7)));
    }

    private void clean(int... days) {
        IntStream.of(days).forEach(day -> clean.add(day(day)));
    }

    private static LocalDate day(int day) {
        return LocalDate.of(2020, 3, day);
    }
}
