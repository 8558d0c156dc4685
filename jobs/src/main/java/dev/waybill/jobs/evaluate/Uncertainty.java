package dev.waybill.jobs.evaluate;

import dev.waybill.common.stats.Clusters;
import dev.waybill.common.stats.Interval;
import dev.waybill.jobs.evaluate.stats.BlockBootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * How far chance may have moved a figure, both in its unit.
 *
 * @param interval of 95%
 */
record Uncertainty(double standardError, Interval interval) {

    static final double CONFIDENCE = 0.95;

    private static final int REPLICATES = 1000;

    /**
     * Of all metrics: by a t interval over days, or by a bootstrap over ten minutes; none where there are too few of
     * either.
     *
     * @param metrics of sums, without those that do not follow
     */
    static Map<String, Uncertainty> of(ErrorBlocks blocks, Function<double[], Map<String, Double>> metrics, long seed) {
        if (!blocks.areEnough()) {
            return Map.of();
        }
        return blocks.sampling() == Sampling.DAYS ? overDays(blocks, metrics) : drawn(blocks, metrics, seed);
    }

    private static Map<String, Uncertainty> overDays(
            ErrorBlocks blocks, Function<double[], Map<String, Double>> metrics) {
        Map<String, Uncertainty> uncertainties = new HashMap<>();
        metrics.apply(blocks.total()).forEach((metric, value) -> {
            double[] influences = Clusters.influences(
                    blocks.all(), sums -> metrics.apply(sums).getOrDefault(metric, Double.NaN));
            if (Arrays.stream(influences).allMatch(Double::isFinite)) {
                uncertainties.put(metric, overDays(value, influences));
            }
        });
        return uncertainties;
    }

    private static Uncertainty overDays(double value, double[] influences) {
        return new Uncertainty(Clusters.standardError(influences), Clusters.around(value, influences, CONFIDENCE));
    }

    private static Map<String, Uncertainty> drawn(
            ErrorBlocks blocks, Function<double[], Map<String, Double>> metrics, long seed) {
        Map<String, List<Double>> drawn = new HashMap<>();
        BlockBootstrap.draw(
                blocks.all(),
                REPLICATES,
                seed,
                sums -> metrics.apply(sums)
                        .forEach((metric, value) -> drawn.computeIfAbsent(metric, name -> new ArrayList<>())
                                .add(value)));
        Map<String, Uncertainty> uncertainties = new HashMap<>();
        drawn.forEach((metric, values) -> {
            if (values.size() == REPLICATES) {
                uncertainties.put(
                        metric, of(values.stream().mapToDouble(value -> value).toArray()));
            }
        });
        return uncertainties;
    }

    private static Uncertainty of(double[] replicates) {
        return new Uncertainty(
                new StandardDeviation().evaluate(replicates), BlockBootstrap.interval(replicates, CONFIDENCE));
    }

    /**
     * Of the difference between the mean of a segment and that of all rows. What moves both alike, such as a day of snow,
     * moves no difference.
     *
     * @param part its blocks
     * @param whole those of all rows, of which each of the segment's is one
     * @param rows where in the sums the number of rows is
     * @param sum where in them that is whose mean is compared
     */
    static Uncertainty ofDeviation(ErrorBlocks part, ErrorBlocks whole, int rows, int sum) {
        double[] ofPart = part.total();
        double[] ofWhole = whole.total();
        double partMean = ofPart[sum] / ofPart[rows];
        double wholeMean = ofWhole[sum] / ofWhole[rows];
        double[] influences = whole.sums().entrySet().stream()
                .mapToDouble(block -> {
                    double[] all = block.getValue();
                    double[] own = part.sums().getOrDefault(block.getKey(), new double[all.length]);
                    return (own[sum] - partMean * own[rows]) / ofPart[rows]
                            - (all[sum] - wholeMean * all[rows]) / ofWhole[rows];
                })
                .toArray();
        double deviation = partMean - wholeMean;
        return part.sampling() == Sampling.DAYS
                ? overDays(deviation, influences)
                : new Uncertainty(
                        Clusters.standardError(influences),
                        Clusters.aroundIndependent(deviation, influences, CONFIDENCE));
    }
}
