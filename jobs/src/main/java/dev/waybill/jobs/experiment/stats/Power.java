package dev.waybill.jobs.experiment.stats;

/**
 * What difference would be found in four of five experiments, by a two-sided test at 5%: as {@code (z_0.975 + z_0.8)} standard
 * errors, 2.80 of them (Bloom, Minimum Detectable Effects, Evaluation Review 19, 1995).
 */
public final class Power {

    private static final double STANDARD_ERRORS = 1.959963984540054 + 0.8416212335729143;

    private Power() {}

    public static double detectable(double standardError) {
        return STANDARD_ERRORS * standardError;
    }

    /**
     * How many days it takes to find an effect, if each brings as much as those that there were: the variance falls with the
     * number of days. Where the same units come back every day it falls more slowly, and this is too few.
     */
    public static double days(double effect, double standardError, int days) {
        double ratio = detectable(standardError) / effect;
        return days * ratio * ratio;
    }
}
