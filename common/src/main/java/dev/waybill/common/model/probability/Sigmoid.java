package dev.waybill.common.model.probability;

import dev.waybill.common.section.Probability.Method;

/**
 * A logistic function of the log-odds.
 *
 * <p>Source: Platt, Probabilistic Outputs for Support Vector Machines, Advances in Large Margin Classifiers (1999), equation
 * 10, whose A and B are the slope and the intercept with the other sign.
 */
record Sigmoid(double slope, double intercept) implements Calibrator {

    @Override
    public Method method() {
        return Method.sigmoid;
    }

    @Override
    public double probability(double logOdds) {
        return Calibrator.logistic(slope * logOdds + intercept);
    }
}
