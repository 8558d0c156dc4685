package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClustersTest {

    /** Fourteen days of 1,000 rows: what the differences of two models' errors sum to on each. */
    private static final double[][] DAYS = IntStream.of(
                    -60, -40, -80, 20, -50, -90, -30, -70, -10, -60, -40, -20, -80, -50)
            .mapToObj(sum -> new double[] {1000, sum})
            .toArray(double[][]::new);

    /** Computed apart, with numpy. */
    @Test
    void givesBothStandardErrorsOfAMean() {
        double[] influences = Clusters.influences(DAYS, ClustersTest::mean);

        assertThat(Clusters.standardError(influences)).isCloseTo(0.0080812, within(5e-8));
        assertThat(Clusters.longRunError(influences)).isCloseTo(0.0015168, within(5e-8));
        Interval interval = Clusters.around(-0.0471429, influences, 0.90);
        assertThat(interval.upper()).as("1.770933 standard errors above").isCloseTo(-0.03283, within(5e-6));
        assertThat(interval.lower()).isCloseTo(-0.0471429 - 1.770933 * 0.0080812, within(1e-6));
    }

    private static double mean(double[] sums) {
        return sums[1] / sums[0];
    }

    @Test
    void givesAConstantAnIntervalWithoutWidth() {
        double[][] same = {{10, 40}, {20, 80}, {5, 20}};

        Interval interval = Clusters.around(4, Clusters.influences(same, ClustersTest::mean), 0.95);

        assertThat(interval.lower()).isCloseTo(4, within(1e-9));
        assertThat(interval.upper()).isCloseTo(4, within(1e-9));
    }

    /** Days differ: rows drawn one by one, or ten minutes by ten minutes, would cover about half of the time. */
    @Test
    void coversWhatOtherDaysGive() {
        Random random = new Random(3);
        int trials = 400;
        double covered = IntStream.range(0, trials)
                .mapToObj(trial -> meanInterval(days(random, 10)))
                .filter(interval -> interval.lower() <= 4 && 4 <= interval.upper())
                .count();

        assertThat(covered / trials).isBetween(0.93, 0.995);
    }

    private static double[][] days(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(day -> {
                    double rows = 900 + random.nextInt(200);
                    double mean = 4 + 0.3 * random.nextGaussian() + 4 / Math.sqrt(rows) * random.nextGaussian();
                    return new double[] {rows, rows * mean};
                })
                .toArray(double[][]::new);
    }

    private static Interval meanInterval(double[][] days) {
        double rows = Arrays.stream(days).mapToDouble(day -> day[0]).sum();
        double sum = Arrays.stream(days).mapToDouble(day -> day[1]).sum();
        return Clusters.around(sum / rows, Clusters.influences(days, ClustersTest::mean), 0.95);
    }
}
