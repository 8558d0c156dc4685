package dev.waybill.jobs.experiment.stats;

import dev.waybill.common.stats.TestResult;
import org.apache.commons.math3.special.Erf;

/**
 * Whether units were dealt as was asked. Where they were not, something lost units of one variant, and what is left differs
 * for reasons other than the model.
 *
 * <p>Source: Fabijan et al., Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD 2019; Pearson's
 * chi-square with one degree of freedom.
 */
public final class SampleRatio {

    /** Below, nothing else that the experiment found is to be trusted. */
    public static final double LEAST = 0.001;

    private SampleRatio() {}

    /**
     * Tests it.
     *
     * @param share of units that the challenger was to get
     */
    public static TestResult of(long champion, long challenger, double share) {
        double units = champion + challenger;
        double expected = share * units;
        double off = challenger - expected;
        double statistic = off * off / expected + off * off / (units - expected);
        return new TestResult(statistic, Erf.erfc(Math.sqrt(statistic / 2)));
    }
}
