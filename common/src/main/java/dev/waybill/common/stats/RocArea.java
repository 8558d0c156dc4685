package dev.waybill.common.stats;

import java.util.Optional;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The area under the ROC curve: how often a yes has a higher probability than a no, if one of each is drawn at random; ties
 * count half. 0.5 for no better than chance.
 *
 * <p>Source of the standard error: DeLong, DeLong and Clarke-Pearson, Comparing the Areas under Two or More Correlated Receiver
 * Operating Characteristic Curves, Biometrics 44 (1988). It takes rows not to depend on each other.
 *
 * @param standardError not a number where there are not two rows of each class
 */
public record RocArea(double area, double standardError) {

    /**
     * From the placements of rows: of a yes the share of all no that have a lower probability, of a no the share of all yes
     * that have a higher one, ties by half.
     *
     * @param mean of the placements of all yes, which is the area
     * @param yesSquares the mean of their squares
     * @param noSquares the mean of the squares of the placements of all no
     */
    public static RocArea of(long yes, long no, double mean, double yesSquares, double noSquares) {
        double variance = variance(yesSquares, mean, yes) + variance(noSquares, mean, no);
        return new RocArea(mean, Math.sqrt(variance));
    }

    /** Of the mean of as many placements. */
    private static double variance(double squares, double mean, long rows) {
        return rows < 2 ? Double.NaN : Math.max(0, squares - mean * mean) / (rows - 1);
    }

    /** Where it may well lie; none where nothing tells how far chance moves it, as where all yes are above all no. */
    public Optional<Interval> interval(double confidence) {
        double reach = standardError * new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
        return reach > 0 ? Optional.of(new Interval(area - reach, area + reach).within(0, 1)) : Optional.empty();
    }
}
