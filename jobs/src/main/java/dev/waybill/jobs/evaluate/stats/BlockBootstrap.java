package dev.waybill.jobs.evaluate.stats;

import dev.waybill.common.stats.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The bootstrap over blocks: how much a figure would vary if the blocks had been others of the same kind.
 *
 * <p>Source: Efron, Tibshirani, An Introduction to the Bootstrap (Chapman and Hall, 1993), section 13.3 for the
 * percentile interval; Kuensch, The jackknife and the bootstrap for general stationary observations, Annals of
 * Statistics 17 (1989), section 2.3 for drawing blocks of rows that depend on each other as one.
 */
public final class BlockBootstrap {

    private BlockBootstrap() {}

    /**
     * Draws as many blocks as there are, with replacement, and adds up what they sum to; again and again.
     *
     * @param blocks by block, its sums; in a fixed order, since the draws go by it
     * @param replicates how often
     * @param each is given the sums of each replicate, in an array that the next one reuses
     */
    public static void draw(double[][] blocks, int replicates, long seed, Consumer<double[]> each) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] sums = new double[blocks[0].length];
        for (int i = 0; i < replicates; i++) {
            Arrays.fill(sums, 0);
            for (int drawn = 0; drawn < blocks.length; drawn++) {
                add(blocks[random.nextInt(blocks.length)], sums);
            }
            each.accept(sums);
        }
    }

    /** Adds the sums of all blocks to a total. */
    public static void addAll(double[][] blocks, double[] total) {
        for (double[] block : blocks) {
            add(block, total);
        }
    }

    private static void add(double[] block, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += block[i];
        }
    }

    /**
     * The percentile interval of replicates.
     *
     * @param replicates of a figure, in any order
     * @param confidence 0.95 for all but the lowest and the highest 2.5%
     */
    public static Interval interval(double[] replicates, double confidence) {
        double[] sorted = replicates.clone();
        Arrays.sort(sorted);
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail));
    }

    private static double quantile(double[] sorted, double level) {
        double place = level * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
