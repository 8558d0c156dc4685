package dev.waybill.jobs.drift.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How far a day usually is from other days, learned from days among which nothing changed: whole days are what is
 * exchangeable, not their rows, which depend on each other.
 *
 * <p>The cube root of a distance such as the population stability index is nearly normal, since the index is like a sum of
 * squares: Wilson, Hilferty, The distribution of chi-square, Proceedings of the National Academy of Sciences 17 (1931). A
 * further day is then within the prediction interval of Student's t.
 *
 * @param mean of the cube roots
 * @param deviation of the cube roots from one day to another
 * @param days from which they are known
 */
public record UsualDays(double mean, double deviation, int days) {

    /**
     * Learns from reference days.
     *
     * @param distances of each day from the other ones, of two days or more
     */
    public static UsualDays of(double[] distances) {
        double[] roots = Arrays.stream(distances).map(Math::cbrt).toArray();
        double mean = Arrays.stream(roots).average().orElseThrow();
        double squares =
                Arrays.stream(roots).map(root -> (root - mean) * (root - mean)).sum();
        return new UsualDays(mean, Math.sqrt(squares / (roots.length - 1)), roots.length);
    }

    /** How probable a distance of at least this would be on a further day, if nothing had changed. */
    public double pvalue(double distance) {
        double beyond = Math.cbrt(distance) - mean;
        return reach() == 0 ? beyond > 0 ? 0 : 1 : new TDistribution(days - 1).cumulativeProbability(-beyond / reach());
    }

    /** The distance that has a p-value: it is the larger, the smaller that is. */
    public double distance(double pvalue) {
        double beyond = reach() == 0 ? 0 : -reach() * new TDistribution(days - 1).inverseCumulativeProbability(pvalue);
        return Math.pow(Math.max(0, mean + beyond), 3);
    }

    private double reach() {
        return deviation * Math.sqrt(1 + 1.0 / days);
    }
}
