package dev.waybill.common.model.interval;

import dev.waybill.common.model.probability.Calibrator;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.section.IntervalCalibration;
import dev.waybill.common.section.Probability.Method;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.util.FastMath;
import org.apache.spark.sql.SparkSession;

/**
 * How likely a label is at most so much: how often it came true of held-back rows that were as far below the limit, in
 * units of their scale.
 *
 * <p>Source: Kuleshov, Fenner and Ermon, Accurate Uncertainties for Deep Learning Using Calibrated Regression, ICML 2018,
 * section 3, here of one limit at a time.
 *
 * @param limit in the label's unit
 * @param rows held back, that this was found on
 * @param within so many of them have a label up to the limit
 * @param calibrator from {@link #score} to the probability; one and the same for all rows where fewer than
 *     {@link CalibratorFit#LEAST_OF_EACH} of those held back are on one side of the limit
 */
public record Limit(double limit, int rows, int within, Calibrator calibrator) implements Serializable {

    /**
     * Calibrates each of some limits.
     *
     * @param predictions of rows that the model was not fitted on
     * @param scales of the same rows, see {@link Intervals}
     * @param labels of the same rows
     */
    public static List<Limit> calibrate(
            List<Double> limits, double[] predictions, double[] scales, double[] labels, SparkSession spark) {
        return limits.stream()
                .map(limit -> calibrated(limit, predictions, scales, labels, spark))
                .toList();
    }

    private static Limit calibrated(
            double limit, double[] predictions, double[] scales, double[] labels, SparkSession spark) {
        double[] scores = new double[labels.length];
        double[] isWithin = new double[labels.length];
        for (int row = 0; row < labels.length; row++) {
            scores[row] = score(limit, predictions[row], scales[row]);
            isWithin[row] = labels[row] <= limit ? 1 : 0;
        }
        int within = (int) Arrays.stream(isWithin).sum();
        Calibrator calibrator = CalibratorFit.fit(Method.isotonic, scores, isWithin, spark)
                .orElseGet(() -> CalibratorFit.level(within, isWithin.length));
        return new Limit(limit, isWithin.length, within, calibrator);
    }

    /**
     * Fills in the probability of each limit. They are calibrated one by one: that of a higher limit is no less than that of a
     * lower one.
     *
     * @param limits from the lowest to the highest
     */
    public static void probabilities(List<Limit> limits, double prediction, double scale, double[] into) {
        double least = 0;
        for (int i = 0; i < into.length; i++) {
            Limit limit = limits.get(i);
            least = Math.max(least, limit.calibrator.probability(score(limit.limit, prediction, scale)));
            into[i] = least;
        }
    }

    /** The inverse hyperbolic sine goes on to tell rows apart that are hundreds of scales away. */
    private static double score(double limit, double prediction, double scale) {
        return FastMath.asinh((limit - prediction) / scale);
    }

    /** The share of the held-back rows that are within it: what is told without a model. */
    public double share() {
        return (double) within / rows;
    }

    /** The limit as params have it. */
    public String inWords() {
        return IntervalCalibration.inWords(limit);
    }
}
