package dev.waybill.jobs.promote;

import dev.waybill.common.stats.Clusters;
import dev.waybill.common.stats.Interval;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * By how much the challenger's mean loss differs from the champion's on the same rows, below 0 where it is better, and how
 * far chance may have moved that. Rows of a unit, such as a day, depend on each other, and units on those before them.
 *
 * <p>With S and n the sum of the differences and the number of rows in each of G units and d = sum S / sum n, both
 * standard errors are those of the influences (S - d n) / sum n: see {@link Clusters}.
 *
 * @param units how many there are, G
 * @param challenger its mean loss
 * @param champion likewise
 * @param standardError as though units did not depend on each other, with G - 1 degrees of freedom
 * @param longRunStandardError allowing for dependence on the units before: EWC
 * @param longRunDegrees of freedom of that
 * @param lower the greater reach of the two one-sided 95% limits, below
 * @param upper likewise, above: the challenger is better for certain where this is below 0
 * @param better the probability of a difference as far below 0 if the challenger were no better, by the more doubtful of
 *     the two tests
 * @param worse the probability of a difference as far above 0 if it were no worse, as though units did not depend on each
 *     other: a guard against harm goes by the test that sees more of it
 */
public record LossDifference(
        long rows,
        int units,
        double challenger,
        double champion,
        double difference,
        double standardError,
        double longRunStandardError,
        int longRunDegrees,
        double lower,
        double upper,
        double better,
        double worse) {

    /** Of a two-sided interval each of whose ends is a one-sided limit at 5%. */
    private static final double CONFIDENCE = 0.90;

    /**
     * Compares.
     *
     * @param units one or more, in the order of time; of one, there is no telling how far chance reaches
     */
    static LossDifference of(List<PairedSums> units) {
        PairedSums all = units.stream().reduce(PairedSums.NONE, PairedSums::plus);
        double difference = all.difference() / all.rows();
        return units.size() < 2 ? untold(all, difference) : told(units, all, difference);
    }

    private static LossDifference untold(PairedSums all, double difference) {
        double none = Double.NaN;
        return new LossDifference(
                (long) all.rows(),
                1,
                all.challenger() / all.rows(),
                all.champion() / all.rows(),
                difference,
                none,
                none,
                0,
                none,
                none,
                none,
                none);
    }

    private static LossDifference told(List<PairedSums> units, PairedSums all, double difference) {
        double[] influences = units.stream()
                .mapToDouble(unit -> (unit.difference() - difference * unit.rows()) / all.rows())
                .toArray();
        double apart = Clusters.standardError(influences);
        double together = Clusters.longRunError(influences);
        int degrees = Clusters.cosines(units.size());
        Interval interval = Clusters.around(difference, influences, CONFIDENCE);
        return new LossDifference(
                (long) all.rows(),
                units.size(),
                all.challenger() / all.rows(),
                all.champion() / all.rows(),
                difference,
                apart,
                together,
                degrees,
                interval.lower(),
                interval.upper(),
                Math.max(below(difference, apart, units.size() - 1), below(difference, together, degrees)),
                below(-difference, apart, units.size() - 1));
    }

    /** The probability of a value as low, of a quantity that is around 0. */
    private static double below(double value, double standardError, int degrees) {
        if (standardError == 0) {
            return value < 0 ? 0 : 1;
        }
        return new TDistribution(null, degrees).cumulativeProbability(value / standardError);
    }

    /** Whether the challenger is better beyond chance. */
    boolean isBetter() {
        return upper < 0;
    }

    /** Whether it is not worse by as much as a share of the champion's loss, beyond chance. */
    boolean isWithin(double share) {
        return upper < share * champion;
    }
}
