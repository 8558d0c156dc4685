package dev.waybill.jobs.evaluate.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.stats.Interval;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkageTest {

    private static final int SEGMENTS = 100;

    private static final int ROWS = 500;

    /** The largest gap of a hundred segments: as measured, and what is left of it. */
    private record Gap(double measured, double left, Interval interval) {

        boolean isBeyondChance() {
            return interval.lower() > 0;
        }
    }

    @Test
    void leavesNothingOfTheLargestGapWhereThereIsNone() {
        Random random = new Random(11);
        Gap[] gaps = IntStream.range(0, 40)
                .mapToObj(trial -> gap(random, segment -> 4))
                .toArray(Gap[]::new);

        assertThat(average(gaps, Gap::measured)).as("what chance alone shows").isCloseTo(0.89, within(0.03));
        assertThat(average(gaps, Gap::left)).isBetween(0.0, 0.2);
        assertThat(Arrays.stream(gaps).filter(Gap::isBeyondChance).count()).isLessThanOrEqualTo(2);
    }

    /** Between segments of 3 and of 5 the true gap is 2; the measured one adds the chance of both ends. */
    @Test
    void findsATrueGapAndItsSize() {
        Random random = new Random(12);
        Gap[] gaps = IntStream.range(0, 20)
                .mapToObj(trial -> gap(random, segment -> 3 + 2 * (segment % 2)))
                .toArray(Gap[]::new);

        assertThat(average(gaps, Gap::measured)).isGreaterThan(2.5);
        assertThat(average(gaps, Gap::left)).isBetween(1.9, 2.75);
        assertThat(gaps).allMatch(Gap::isBeyondChance);
    }

    @Test
    void findsTheOneSegmentThatIsWorse() {
        Gap gap = gap(new Random(13), segment -> segment == 7 ? 6 : 4);

        assertThat(gap.isBeyondChance()).isTrue();
        assertThat(gap.left()).isBetween(1.0, 2.4);
    }

    /** Mean errors of exponential errors, so that their standard deviation is their mean. */
    private static Gap gap(Random random, IntToDoubleFunction trueError) {
        double[] means = IntStream.range(0, SEGMENTS)
                .mapToDouble(segment -> trueError.applyAsDouble(segment) * meanOfExponentials(random))
                .toArray();
        double[] errors =
                Arrays.stream(means).map(mean -> mean / Math.sqrt(ROWS)).toArray();
        Shrinkage shrinkage = Shrinkage.of(means, errors);
        int worst = best(shrinkage, Comparator.reverseOrder());
        int best = best(shrinkage, Comparator.naturalOrder());
        return new Gap(
                Arrays.stream(means).max().orElseThrow()
                        - Arrays.stream(means).min().orElseThrow(),
                shrinkage.mean(worst) - shrinkage.mean(best),
                shrinkage.difference(worst, best, 0.95));
    }

    private static double meanOfExponentials(Random random) {
        return IntStream.range(0, ROWS)
                .mapToDouble(row -> -Math.log(1 - random.nextDouble()))
                .average()
                .orElseThrow();
    }

    private static int best(Shrinkage shrinkage, Comparator<Double> order) {
        return IntStream.range(0, SEGMENTS)
                .boxed()
                .min(Comparator.comparing(shrinkage::mean, order))
                .orElseThrow();
    }

    private static double average(Gap[] gaps, ToDoubleFunction<Gap> figure) {
        return Arrays.stream(gaps).mapToDouble(figure).average().orElseThrow();
    }

    /**
     * Figures around 3 with the variance 0.8. Given the share b that is usually drawn in, a true figure has the variance
     * t = 0.8 (1 - b) / b, or 4 t a quarter as often, and so on; integrated here over b by plain trapezes.
     */
    @Test
    void drawsInAsFarAsTheIntegralSays() {
        double[] values = {1, 2, 3, 6};
        double moved = 0;
        double sum = 0;
        for (double b = 0.00005; b < 1; b += 0.0001) {
            double density = Math.sqrt(0.8 / b);
            double drawn = 0;
            for (double value : values) {
                double likely = 0;
                double of = 0;
                for (double scale = 1; scale < 300_000; scale *= 4) {
                    double variance = 0.8 + scale * 0.8 * (1 - b) / b;
                    double own = Math.exp(-(value - 3) * (value - 3) / (2 * variance)) / Math.sqrt(variance) / scale;
                    likely += own;
                    of += own * 0.8 / variance;
                }
                density *= likely;
                drawn = of / likely; // of the last value in the end
            }
            moved += density * drawn;
            sum += density;
        }

        double[] errors = IntStream.range(0, 4).mapToDouble(i -> Math.sqrt(0.8)).toArray();
        Shrinkage shrinkage = Shrinkage.of(values, errors);

        assertThat(shrinkage.mean(3)).isCloseTo(6 - 3 * moved / sum, within(1e-3));
        assertThat(shrinkage.mean(2)).isCloseTo(3, within(1e-9));
    }

    @Test
    void leavesAloneWhatIsMeasuredExactly() {
        Shrinkage shrinkage = Shrinkage.of(new double[] {1, 5}, new double[] {0, 0});

        assertThat(shrinkage.mean(0)).isCloseTo(1, within(1e-4));
        assertThat(shrinkage.difference(1, 0, 0.95).lower()).isCloseTo(4, within(1e-4));
        Shrinkage equal = Shrinkage.of(new double[] {3, 3}, new double[] {0, 0});
        assertThat(equal.difference(1, 0, 0.95).upper()).isCloseTo(0, within(1e-4));
    }
}
