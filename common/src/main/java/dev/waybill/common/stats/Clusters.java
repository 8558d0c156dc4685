package dev.waybill.common.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How far a figure may be from what other clusters of the same kind, such as other days, would give. Rows of a cluster
 * depend on each other; clusters may depend on those just before them.
 *
 * <p>Source: each cluster's influence is that of the infinitesimal jackknife (Jaeckel, The infinitesimal jackknife, Bell
 * Laboratories, 1972); of a ratio of sums it is the residual of the sandwich estimator. The standard error that allows
 * for clusters that depend on their neighbours is the equal-weighted cosine (EWC) estimator of Lazarus, Lewis, Stock and
 * Watson, HAR Inference: Recommendations for Practice, Journal of Business and Economic Statistics 36 (2018).
 */
public final class Clusters {

    /** A weight just beside 1: the error of the derivative is of the size of its square. */
    private static final double STEP = 1e-4;

    private Clusters() {}

    /**
     * By how much each cluster moves a figure: its derivative by the cluster's weight. They add up to 0 where the figure
     * depends on ratios of sums alone.
     *
     * @param clusters by cluster, its sums
     * @param figure of sums over clusters
     */
    public static double[] influences(double[][] clusters, ToDoubleFunction<double[]> figure) {
        double[] total = total(clusters);
        return Arrays.stream(clusters)
                .mapToDouble(cluster -> (figure.applyAsDouble(reweighted(total, cluster, STEP))
                                - figure.applyAsDouble(reweighted(total, cluster, -STEP)))
                        / (2 * STEP))
                .toArray();
    }

    private static double[] total(double[][] clusters) {
        double[] total = new double[clusters[0].length];
        for (double[] cluster : clusters) {
            Arrays.setAll(total, i -> total[i] + cluster[i]);
        }
        return total;
    }

    private static double[] reweighted(double[] total, double[] cluster, double weight) {
        double[] sums = total.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * cluster[i];
        }
        return sums;
    }

    /** As though clusters did not depend on each other; has one degree of freedom less than there are clusters. */
    public static double standardError(double[] influences) {
        double clusters = influences.length;
        double squares = Arrays.stream(influences).map(each -> each * each).sum();
        return Math.sqrt(clusters / (clusters - 1) * squares);
    }

    /**
     * Allowing for dependence on the clusters before: EWC, with {@link #cosines} degrees of freedom.
     *
     * @param influences in the order of time
     */
    public static double longRunError(double[] influences) {
        int cosines = cosines(influences.length);
        double squares = 0;
        for (int j = 1; j <= cosines; j++) {
            double weighted = 0;
            for (int i = 0; i < influences.length; i++) {
                weighted += influences[i] * Math.cos(Math.PI * j * (i + 0.5) / influences.length);
            }
            squares += 2 * weighted * weighted;
        }
        return Math.sqrt(squares / cosines);
    }

    /** How many cosines the EWC estimator takes: 0.4 times the number of clusters to the power of 2/3, at least 2. */
    public static int cosines(int clusters) {
        return Math.max(2, (int) (0.4 * Math.cbrt((double) clusters * clusters)));
    }

    /**
     * The wider of the t intervals by both standard errors, since few clusters do not tell whether they depend on each
     * other.
     *
     * @param influences in the order of time, of two clusters or more
     * @param confidence 0.95 for an interval that holds the truth nineteen times in twenty
     */
    public static Interval around(double figure, double[] influences, double confidence) {
        double apart = quantile(confidence, influences.length - 1) * standardError(influences);
        double together = quantile(confidence, cosines(influences.length)) * longRunError(influences);
        double reach = Math.max(apart, together);
        return new Interval(figure - reach, figure + reach);
    }

    /** The t interval of clusters that do not depend on each other, in any order. */
    public static Interval aroundIndependent(double figure, double[] influences, double confidence) {
        double reach = quantile(confidence, influences.length - 1) * standardError(influences);
        return new Interval(figure - reach, figure + reach);
    }

    private static double quantile(double confidence, int degreesOfFreedom) {
        return new TDistribution(degreesOfFreedom).inverseCumulativeProbability((1 + confidence) / 2);
    }
}
