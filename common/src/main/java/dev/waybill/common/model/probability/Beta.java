package dev.waybill.common.model.probability;

import dev.waybill.common.section.Probability.Method;

/**
 * A logistic function of the logarithms of the probabilities of a yes and of a no: the ratio of two beta distributions.
 *
 * <p>Source: Kull, Silva Filho and Flach, Beta calibration, AISTATS 2017, equation 4.
 *
 * @param yes a of the paper, from 0 on
 * @param no its b, from 0 on
 * @param intercept its c
 */
record Beta(double yes, double no, double intercept) implements Calibrator {

    @Override
    public Method method() {
        return Method.beta;
    }

    @Override
    public double probability(double logOdds) {
        return Calibrator.logistic(yes * logOfYes(logOdds) - no * logOfNo(logOdds) + intercept);
    }

    /** The logarithm of the probability of a yes: also where that is too small for a double. */
    static double logOfYes(double logOdds) {
        return -Math.log1p(Math.exp(-Math.abs(logOdds))) + Math.min(0, logOdds);
    }

    static double logOfNo(double logOdds) {
        return logOfYes(-logOdds);
    }
}
