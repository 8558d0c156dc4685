package dev.waybill.jobs.prepare.quality;

import java.util.Arrays;
import java.util.List;

/**
 * Where the bulk of some values lies, whatever a few of them do.
 *
 * <p>Source: Iglewicz, Hoaglin, How to Detect and Handle Outliers (ASQC, 1993), section 3.3: the modified z-score
 * 0.6745 (x - median) / MAD, where MAD is the median absolute deviation from the median; 0.6745 makes it comparable with
 * the z-score of a normal distribution.
 *
 * @param deviation the median absolute deviation, in units of the values; 0 where more than half of them are equal
 */
public record RobustSpread(double median, double deviation) {

    private static final double OF_NORMAL = 0.6745;

    /** From quantiles at equal distances, the least and the greatest value included, ascending. */
    public static RobustSpread ofQuantiles(List<Double> quantiles) {
        double[] values =
                quantiles.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = middle(values);
        double[] deviations = Arrays.stream(values)
                .map(value -> Math.abs(value - median))
                .sorted()
                .toArray();
        return new RobustSpread(median, middle(deviations));
    }

    /** How far from the median a value of this modified z-score is. */
    public double distance(double score) {
        return score * deviation / OF_NORMAL;
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
