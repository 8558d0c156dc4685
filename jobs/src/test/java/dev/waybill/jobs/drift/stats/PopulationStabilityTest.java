package dev.waybill.jobs.drift.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected values are from SciPy 1.17.1. */
class PopulationStabilityTest {

    /** {@code entropy(p, q) + entropy(q, p)} for the shares p = .2 .3 .5 and q = .3 .3 .4. */
    @Test
    void agreesWithScipy() {
        assertThat(PopulationStability.index(new long[] {20, 30, 50}, new long[] {300, 300, 400}))
                .isCloseTo(0.0628608659422374, within(1e-14));
    }

    /** {@code rel_entr(p, q).sum() + rel_entr(q, p).sum()} with 0.5 / 1000 for the empty share. */
    @Test
    void countsAnEmptyBinAsHalfARow() {
        long[] reference = {120, 80, 200, 100, 0, 500};
        long[] current = {30, 40, 60, 20, 10, 90};

        assertThat(PopulationStability.index(reference, current)).isCloseTo(0.28628812918854135, within(1e-14));
    }

    @Test
    void doesNotGrowWithTheSizeOfLargeSamples() {
        double large = PopulationStability.index(new long[] {1_000_000, 0}, new long[] {900_000, 100_000});
        double larger = PopulationStability.index(new long[] {10_000_000, 0}, new long[] {9_000_000, 1_000_000});

        assertThat(larger).isEqualTo(large);
    }

    @Test
    void isZeroForTheSameSharesAndIgnoresBinsThatAreEmptyOnBothSides() {
        assertThat(PopulationStability.index(new long[] {10, 0, 30}, new long[] {20, 0, 60}))
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void exceedsWhatChanceGivesOnceInAHundredTimes() {
        Random random = new Random(7);
        double most = PopulationStability.byChance(10, 5_000, 1_000);
        long beyond = IntStream.range(0, 2_000)
                .filter(time -> PopulationStability.index(uniform(random, 5_000), uniform(random, 1_000)) > most)
                .count();

        assertThat(beyond).isBetween(10L, 32L);
    }

    @Test
    void refusesDifferentBins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.index(new long[2], new long[3]))
                .withMessage("Cannot compare 2 bins with 3: both sides need the same.");
    }

    @Test
    void refusesAnEmptySide() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStability.index(new long[] {1, 2}, new long[] {0, 0}))
                .withMessage("Cannot compare 3 with 0 rows: neither side may be empty.");
    }

    private static long[] uniform(Random random, int rows) {
        long[] counts = new long[10];
        random.ints(rows, 0, 10).forEach(bin -> counts[bin]++);
        return counts;
    }
}
