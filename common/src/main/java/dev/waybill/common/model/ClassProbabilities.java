package dev.waybill.common.model;

import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.probability.ClassCalibration;
import java.io.Serializable;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The probabilities of classes: by the softmax of what trees add up to, each then calibrated against all others, and the
 * results divided by their sum.
 *
 * <p>Source: Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass Probability Estimates, KDD 2002,
 * section 5.
 */
public final class ClassProbabilities implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Beyond it, a double knows no difference. */
    private static final double MOST_LOG_ODDS = 700;

    /** Below it, a probability in single precision is 0. */
    private static final float LEAST = 1e-30f;

    /** By class; null where it stays as it is. */
    private final @Nullable Calibrator[] calibrators;

    private final boolean calibrated;

    public ClassProbabilities(Classes classes) {
        Map<String, Calibrator> byName =
                classes.calibration().map(ClassCalibration::calibrators).orElse(Map.of());
        calibrators = classes.names().stream().map(byName::get).toArray(Calibrator[]::new);
        calibrated = !byName.isEmpty();
    }

    /** How many classes there are. */
    public int size() {
        return calibrators.length;
    }

    /** The probabilities, which add up to 1, from the sum of the trees of each class. */
    public double[] of(double[] margins) {
        double[] plain = softmax(margins);
        if (!calibrated) {
            return plain;
        }
        double[] logOdds = logOdds(margins);
        double[] probabilities = new double[plain.length];
        double sum = 0;
        for (int i = 0; i < plain.length; i++) {
            Calibrator calibrator = calibrators[i];
            probabilities[i] = calibrator == null ? plain[i] : calibrator.probability(logOdds[i]);
            sum += probabilities[i];
        }
        if (sum == 0) { // none of them ever came true in such a row: then what the trees say
            return plain;
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    /** The same from what XGBoost itself predicts, in single precision. */
    public double[] ofPredicted(float[] predicted) {
        return of(margins(predicted));
    }

    /** What the trees of each class add up to, but for a summand that they share. */
    static double[] margins(float[] predicted) {
        return IntStream.range(0, predicted.length)
                .mapToDouble(i -> Math.log(Math.max(LEAST, predicted[i])))
                .toArray();
    }

    private static double[] softmax(double[] margins) {
        double[] odds = odds(margins);
        double sum = 0;
        for (double each : odds) {
            sum += each;
        }
        for (int i = 0; i < odds.length; i++) {
            odds[i] /= sum;
        }
        return odds;
    }

    /** Of each class against the likeliest. */
    private static double[] odds(double[] margins) {
        double most = Double.NEGATIVE_INFINITY;
        for (double margin : margins) {
            most = Math.max(most, margin);
        }
        double[] odds = new double[margins.length];
        for (int i = 0; i < odds.length; i++) {
            odds[i] = Math.exp(margins[i] - most);
        }
        return odds;
    }

    /**
     * Of each class against all others: the others are added up from both sides, since what is left of the sum of all without
     * a likely class has lost its digits.
     */
    static double[] logOdds(double[] margins) {
        double[] odds = odds(margins);
        double[] others = new double[odds.length];
        double before = 0;
        for (int i = 0; i < odds.length; i++) {
            others[i] = before;
            before += odds[i];
        }
        double after = 0;
        for (int i = odds.length - 1; i >= 0; i--) {
            others[i] += after;
            after += odds[i];
        }
        for (int i = 0; i < odds.length; i++) {
            double logOdds = Math.log(odds[i]) - Math.log(others[i]);
            others[i] = Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, logOdds));
        }
        return others;
    }

    /** The place of the largest, of equal ones the first. */
    public static int likeliest(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The place of a class by its probability, counted from 1, equal ones the last in order first, as scikit-learn does. */
    public static int rank(double[] probabilities, int label) {
        int rank = 1;
        for (int i = 0; i < probabilities.length; i++) {
            boolean above = probabilities[i] > probabilities[label];
            if (above || (i > label && probabilities[i] == probabilities[label])) {
                rank++;
            }
        }
        return rank;
    }
}
