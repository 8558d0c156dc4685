package dev.waybill.jobs.evaluate.stats;

import dev.waybill.common.stats.Interval;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is left of the differences between measured figures once chance is taken out: each is drawn to their mean, the
 * more, the less its measurement is worth and the less they all differ beyond chance.
 *
 * <p>The largest of many measured differences is too large, since that is why it was picked: one hundred segments of 500
 * rows, all with the same mean error of 4, show 0.89 between the worst and the best. What is drawn in has no such bias.
 *
 * <p>Source: the hierarchical model of Gelman et al., Bayesian Data Analysis (3rd edition, CRC, 2013), section 5.4,
 * computed over a grid; as prior of the spread the uniform shrinkage prior of Strawderman, Annals of Mathematical
 * Statistics 42 (1971) and Daniels, Canadian Journal of Statistics 27 (1999), which is proper with two figures already.
 * Chance in the spread itself is so part of each interval. The true figures are not drawn from one normal distribution
 * but from a mixture with the tails of Student's t with 2 degrees of freedom, so that the one figure that is far from all
 * others is not drawn in along with them.
 */
public final class Shrinkage {

    private static final int GRID = 200;

    /** Of a true figure's variance, each four times the one before and a quarter as frequent. */
    private static final double[] SCALES =
            IntStream.range(0, 10).mapToDouble(i -> Math.pow(4, i)).toArray();

    private static final double[] FREQUENCIES =
            Arrays.stream(SCALES).map(scale -> 0.75 / scale).toArray();

    private final double[] values;
    private final double[] variances;
    /** Of each point of the grid, in order of ascending shrinkage: the usual variance between the true figures. */
    private final double[] between;

    private final double[] weights = new double[GRID];
    private final double[] centres = new double[GRID];
    private final double[] centreVariances = new double[GRID];

    private Shrinkage(double[] values, double[] variances) {
        this.values = values;
        this.variances = variances;
        double precision =
                Arrays.stream(variances).map(variance -> 1 / variance).sum();
        double typical = variances.length / precision;
        this.between = IntStream.range(0, GRID)
                .mapToDouble(point -> typical * (1 - shrinkage(point)) / shrinkage(point))
                .toArray();
        weigh();
    }

    /**
     * Looks at each figure once for each point of a grid.
     *
     * @param values two or more, in one unit
     * @param errors their standard errors, in the same unit, not negative
     */
    public static Shrinkage of(double[] values, double[] errors) {
        double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
        double least = Math.max(1e-200, 1e-12 * largest * largest); // of what was measured exactly
        double[] variances = Arrays.stream(errors)
                .map(error -> Math.max(least, error * error))
                .toArray();
        return new Shrinkage(values.clone(), variances);
    }

    /** The points lie the closer, the less is drawn in, since of very different figures hardly anything is. */
    private static double shrinkage(int point) {
        return Math.pow((point + 0.5) / GRID, 3);
    }

    private void weigh() {
        double[] logs = IntStream.range(0, GRID).mapToDouble(this::logDensity).toArray();
        double largest = Arrays.stream(logs).max().orElseThrow();
        for (int point = 0; point < GRID; point++) {
            weights[point] = Math.exp(logs[point] - largest) * Math.pow((point + 0.5) / GRID, 2);
        }
        double sum = Arrays.stream(weights).sum();
        Arrays.setAll(weights, point -> weights[point] / sum);
    }

    /** Equation 5.21 of the source, and 5.20 for the mean of the true figures and its variance, which it leaves behind. */
    private double logDensity(int point) {
        double precision = 0;
        double weighted = 0;
        for (int i = 0; i < values.length; i++) {
            double own = 1 / (variances[i] + between[point]);
            precision += own;
            weighted += own * values[i];
        }
        centres[point] = weighted / precision;
        centreVariances[point] = 1 / precision;
        double logs = -Math.log(precision) / 2;
        for (int i = 0; i < values.length; i++) {
            logs += logDensity(i, point);
        }
        return logs;
    }

    private double logDensity(int i, int point) {
        return Math.log(Arrays.stream(densities(i, point)).sum());
    }

    /** Of a figure, as though its true one were of each scale. */
    private double[] densities(int i, int point) {
        double square = Math.pow(values[i] - centres[point], 2);
        double[] densities = new double[SCALES.length];
        Arrays.setAll(densities, scale -> {
            double variance = variances[i] + between[point] * SCALES[scale];
            return FREQUENCIES[scale] * Math.exp(-square / variance / 2) / Math.sqrt(variance);
        });
        // A figure beyond all scales is of the largest.
        densities[SCALES.length - 1] = Math.max(Double.MIN_NORMAL, densities[SCALES.length - 1]);
        return densities;
    }

    /** How probable each scale of a figure is. */
    private double[] scales(int i, int point) {
        double[] densities = densities(i, point);
        double sum = Arrays.stream(densities).sum();
        Arrays.setAll(densities, scale -> densities[scale] / sum);
        return densities;
    }

    /** What a figure most likely is. */
    public double mean(int i) {
        double mean = 0;
        for (int point = 0; point < GRID; point++) {
            double[] scales = scales(i, point);
            for (int scale = 0; scale < SCALES.length; scale++) {
                mean += weights[point] * scales[scale] * mean(i, point, scale);
            }
        }
        return mean;
    }

    private double mean(int i, int point, int scale) {
        return values[i] + drawn(i, point, scale) * (centres[point] - values[i]);
    }

    /** The share of the way to the mean, 0 to 1. */
    private double drawn(int i, int point, int scale) {
        return variances[i] / (variances[i] + between[point] * SCALES[scale]);
    }

    /** Between where and where the difference of two figures lies with a probability. */
    public Interval difference(int i, int j, double confidence) {
        NormalMixture mixture = new NormalMixture();
        for (int point = 0; point < GRID; point++) {
            double[] scalesOfI = scales(i, point);
            double[] scalesOfJ = scales(j, point);
            for (int k = 0; k < SCALES.length; k++) {
                for (int l = 0; l < SCALES.length; l++) {
                    mixture.add(
                            weights[point] * scalesOfI[k] * scalesOfJ[l],
                            mean(i, point, k) - mean(j, point, l),
                            deviation(i, j, point, drawn(i, point, k), drawn(j, point, l)));
                }
            }
        }
        double tail = (1 - confidence) / 2;
        return new Interval(mixture.quantile(tail), mixture.quantile(1 - tail));
    }

    /** Of the difference; the mean that both are drawn to counts only as far as one is drawn more. */
    private double deviation(int i, int j, int point, double drawnI, double drawnJ) {
        double own = variances[i] * (1 - drawnI) + variances[j] * (1 - drawnJ);
        return Math.sqrt(own + Math.pow(drawnI - drawnJ, 2) * centreVariances[point]);
    }
}
