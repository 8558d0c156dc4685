package dev.waybill.jobs.experiment.stats;

import dev.waybill.common.stats.Interval;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How far two means lie apart, looked at once, at a time that was fixed before.
 *
 * @param difference of the challenger's mean less the champion's
 * @param degrees of freedom of the t distribution
 * @param interval with 95%
 * @param pvalue of no difference, two-sided
 * @param worse how probable so large a difference would be by chance, were the challenger not worse
 */
public record MeanDifference(
        double difference, double standardError, double degrees, Interval interval, double pvalue, double worse) {

    private static final double UPPER = 0.975;

    /**
     * Of different units.
     *
     * <p>Source: Welch, The generalization of Student's problem when several different population variances are involved,
     * Biometrika 34 (1947), equation 28, with the variances of {@link UnitSums}.
     */
    public static MeanDifference between(UnitSums champion, UnitSums challenger) {
        double one = champion.variance();
        double other = challenger.variance();
        double degrees = (one + other)
                * (one + other)
                / (one * one / (champion.units() - 1) + other * other / (challenger.units() - 1));
        return of(challenger.mean() - champion.mean(), Math.sqrt(one + other), degrees);
    }

    /** Of the same rows: the mean of what the challenger's figures are above the champion's. */
    public static MeanDifference paired(UnitSums differences) {
        return of(differences.mean(), Math.sqrt(differences.variance()), differences.units() - 1.0);
    }

    /** Without any variance, nothing is told but the difference. */
    private static MeanDifference of(double difference, double standardError, double degrees) {
        if (!(standardError > 0) || !Double.isFinite(standardError)) {
            return new MeanDifference(
                    difference, standardError, degrees, new Interval(difference, difference), Double.NaN, Double.NaN);
        }
        TDistribution t = new TDistribution(degrees);
        double reach = t.inverseCumulativeProbability(UPPER) * standardError;
        double below = t.cumulativeProbability(-Math.abs(difference) / standardError);
        return new MeanDifference(
                difference,
                standardError,
                degrees,
                new Interval(difference - reach, difference + reach),
                2 * below,
                difference > 0 ? below : 1 - below);
    }

    /** Whether there was any variance to tell by. */
    public boolean told() {
        return Double.isFinite(pvalue);
    }
}
