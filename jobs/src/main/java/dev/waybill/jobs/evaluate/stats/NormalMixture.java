package dev.waybill.jobs.evaluate.stats;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Normal distributions, each with a weight. */
final class NormalMixture {

    /** Parts that weigh less are left out. */
    private static final double LEAST_WEIGHT = 1e-7;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** Weight, mean and standard deviation of each. */
    private final List<double[]> parts = new ArrayList<>();

    void add(double weight, double mean, double deviation) {
        if (weight > LEAST_WEIGHT) {
            parts.add(new double[] {weight, mean, Math.max(Double.MIN_NORMAL, deviation)});
        }
    }

    double quantile(double level) {
        double sum = parts.stream().mapToDouble(part -> part[0]).sum();
        double low =
                parts.stream().mapToDouble(part -> part[1] - 10 * part[2]).min().orElseThrow();
        double high =
                parts.stream().mapToDouble(part -> part[1] + 10 * part[2]).max().orElseThrow();
        for (int halving = 0; halving < 40; halving++) {
            double middle = (low + high) / 2;
            boolean above = upTo(middle) > level * sum;
            high = above ? middle : high;
            low = above ? low : middle;
        }
        return (low + high) / 2;
    }

    private double upTo(double value) {
        return parts.stream()
                .mapToDouble(part -> part[0] * NORMAL.cumulativeProbability((value - part[1]) / part[2]))
                .sum();
    }
}
