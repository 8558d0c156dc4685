package dev.waybill.jobs.evaluate.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockBootstrapTest {

    @Test
    void coversTheTruthAboutNineteenTimesInTwenty() {
        Random random = new Random(5);
        int trials = 400;
        double covered = IntStream.range(0, trials)
                .filter(trial -> holds(meanInterval(blocks(random, 80), trial), 4))
                .count();

        assertThat(covered / trials).isBetween(0.92, 0.98);
    }

    /** Rows of a block share half of their luck, so that drawing rows one by one would cover far less often. */
    private static double[][] blocks(Random random, int count) {
        double[][] blocks = new double[count][];
        for (int i = 0; i < count; i++) {
            double shared = random.nextGaussian();
            double sum = IntStream.range(0, 10)
                    .mapToDouble(row -> 4 + shared + random.nextGaussian())
                    .sum();
            blocks[i] = new double[] {10, sum};
        }
        return blocks;
    }

    private static boolean holds(Interval interval, double truth) {
        return interval.lower() <= truth && truth <= interval.upper();
    }

    private static Interval meanInterval(double[][] blocks, long seed) {
        List<Double> means = new ArrayList<>();
        BlockBootstrap.draw(blocks, 500, seed, sums -> means.add(sums[1] / sums[0]));
        return BlockBootstrap.interval(means.stream().mapToDouble(mean -> mean).toArray(), 0.95);
    }

    @Test
    void drawsTheSameForTheSameSeed() {
        double[][] blocks = blocks(new Random(1), 20);

        assertThat(meanInterval(blocks, 7)).isEqualTo(meanInterval(blocks, 7)).isNotEqualTo(meanInterval(blocks, 8));
    }

    @Test
    void drawsAsManyBlocksAsThereAre() {
        double[][] blocks = {{1, 5}, {1, 5}, {1, 5}};

        BlockBootstrap.draw(blocks, 50, 1, sums -> assertThat(sums).containsExactly(3, 15));
    }

    @Test
    void takesTheMiddleOfTheReplicates() {
        double[] replicates =
                IntStream.rangeClosed(0, 1000).mapToDouble(i -> 1000 - i).toArray();
        double[] before = replicates.clone();

        Interval interval = BlockBootstrap.interval(replicates, 0.95);

        assertThat(interval.lower()).isCloseTo(25, within(1e-9));
        assertThat(interval.upper()).isCloseTo(975, within(1e-9));
        assertThat(Arrays.equals(replicates, before))
                .as("given values left as they were")
                .isTrue();
    }
}
