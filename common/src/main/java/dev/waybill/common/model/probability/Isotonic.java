package dev.waybill.common.model.probability;

import dev.waybill.common.section.Probability.Method;
import java.util.Arrays;
import java.util.Objects;

/**
 * Straight lines between points, level before the first and after the last.
 *
 * <p>Source: Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass Probability Estimates, KDD 2002,
 * section 3; points by pool adjacent violators.
 *
 * @param uncalibrated probabilities, rising
 * @param calibrated what they stand for, never falling
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode go by the contents
record Isotonic(double[] uncalibrated, double[] calibrated) implements Calibrator {

    @Override
    public Method method() {
        return Method.isotonic;
    }

    @Override
    public double probability(double logOdds) {
        double probability = Calibrator.logistic(logOdds);
        int found = Arrays.binarySearch(uncalibrated, probability);
        if (found >= 0) {
            return calibrated[found];
        }
        int next = -found - 1;
        if (next == 0 || next == uncalibrated.length) {
            return calibrated[Math.max(0, next - 1)];
        }
        double from = uncalibrated[next - 1];
        double part = (probability - from) / (uncalibrated[next] - from);
        return calibrated[next - 1] + part * (calibrated[next] - calibrated[next - 1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Isotonic same
                && Arrays.equals(uncalibrated, same.uncalibrated)
                && Arrays.equals(calibrated, same.calibrated);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(uncalibrated), Arrays.hashCode(calibrated));
    }

    @Override
    public String toString() {
        return "isotonic, %d points".formatted(uncalibrated.length);
    }
}
