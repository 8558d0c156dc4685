package dev.waybill.jobs.experiment.stats;

import dev.waybill.common.stats.Interval;

/**
 * What may be looked at every day, and acted on at any of them: were there no difference, the p-value would ever fall to 5% or
 * below with a probability of 5% at most, however often one looks. With many units, that is: the difference counts as normal.
 *
 * <p>Source: the mixture sequential probability ratio test of Johari, Koomen, Pekelis, Walsh, Always Valid Inference,
 * Operations Research 70 (2022), equation 7, whose p-value is one over it (equation 5); turned around, the interval is the
 * asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, Time-uniform central limit theory and
 * asymptotic confidence sequences, Annals of Statistics 52 (2024; arXiv 2103.06476), theorem 2.2.
 *
 * @param pvalue without the running minimum, so that it may rise again
 * @param interval holds the difference on all days together with 95%
 */
public record AlwaysValid(double pvalue, Interval interval) {

    private static final double LEVEL = 0.05;

    /**
     * From a difference as it is now.
     *
     * @param variance of the difference
     * @param effect of which size differences are expected: the standard deviation of the mixture, fixed before. The interval
     *     is the narrowest, beside that of a fixed time, where the standard error is about a third of it
     */
    public static AlwaysValid of(double difference, double variance, double effect) {
        double mixing = effect * effect;
        double all = variance + mixing;
        double logRatio = 0.5 * Math.log(variance / all) + mixing * difference * difference / (2 * variance * all);
        double reach = Math.sqrt(2 * variance * all / mixing * (Math.log(1 / LEVEL) + 0.5 * Math.log(all / variance)));
        return new AlwaysValid(Math.min(1, Math.exp(-logRatio)), new Interval(difference - reach, difference + reach));
    }
}
