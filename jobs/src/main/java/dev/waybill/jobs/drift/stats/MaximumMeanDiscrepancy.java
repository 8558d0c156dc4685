package dev.waybill.jobs.drift.stats;

import dev.waybill.common.stats.TestResult;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Whether two samples of several columns are of one distribution: the squared maximum mean discrepancy, by an RBF kernel as
 * wide as the median distance between two rows.
 *
 * <p>Source: Gretton, Borgwardt, Rasch, Schoelkopf, Smola, A kernel two-sample test, Journal of Machine Learning Research
 * 13 (2012), equation 3 (the unbiased estimate, which may be a little below 0) and section 8 (the median heuristic).
 */
public final class MaximumMeanDiscrepancy {

    private MaximumMeanDiscrepancy() {}

    /**
     * The discrepancy and how probable it would be if rows were dealt to the two samples at random: of some dealings, and
     * this one, the share that gives at least as much.
     *
     * @param reference rows of numbers on one scale; at least two
     * @param current rows, as above
     * @param dealings how many are tried
     */
    public static TestResult test(double[][] reference, double[][] current, int dealings, long seed) {
        double[][] kernel = kernel(reference, current);
        int[] order = new int[kernel.length];
        Arrays.setAll(order, i -> i);
        double found = discrepancy(kernel, order, reference.length);
        Random random = new Random(seed);
        int asLarge = 0;
        for (int i = 0; i < dealings; i++) {
            shuffle(order, random);
            asLarge += discrepancy(kernel, order, reference.length) >= found ? 1 : 0;
        }
        return new TestResult(found, (1.0 + asLarge) / (1.0 + dealings));
    }

    /** Of all pairs of rows, those of the reference first. */
    private static double[][] kernel(double[][] reference, double[][] current) {
        double[][] kernel = new double[reference.length + current.length][reference.length + current.length];
        for (int i = 0; i < kernel.length; i++) {
            for (int j = 0; j < i; j++) {
                kernel[i][j] = square(row(i, reference, current), row(j, reference, current));
            }
        }
        double width = 2 * median(kernel);
        for (int i = 0; i < kernel.length; i++) {
            kernel[i][i] = 1;
            for (int j = 0; j < i; j++) {
                kernel[i][j] = width == 0 ? 1 : Math.exp(-kernel[i][j] / width);
                kernel[j][i] = kernel[i][j];
            }
        }
        return kernel;
    }

    private static double[] row(int i, double[][] reference, double[][] current) {
        return i < reference.length ? reference[i] : current[i - reference.length];
    }

    private static double square(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return sum;
    }

    /** The square of the median distance between two rows, of squared distances below the diagonal. */
    private static double median(double[][] squares) {
        double[] sorted = IntStream.range(0, squares.length)
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(squares[i], 0, i))
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1
                ? Math.sqrt(sorted[middle])
                : (Math.sqrt(sorted[middle - 1]) + Math.sqrt(sorted[middle])) / 2;
        return median * median;
    }

    private static double discrepancy(double[][] kernel, int[] order, int reference) {
        double within = 0;
        double among = 0;
        double between = 0;
        for (int i = 0; i < order.length; i++) {
            double[] row = kernel[order[i]];
            for (int j = 0; j < i; j++) {
                double value = row[order[j]];
                if (i < reference) {
                    within += value;
                } else if (j >= reference) {
                    among += value;
                } else {
                    between += value;
                }
            }
        }
        double before = reference;
        double now = order.length - before;
        return 2 * within / (before * (before - 1)) + 2 * among / (now * (now - 1)) - 2 * between / (before * now);
    }

    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
}
