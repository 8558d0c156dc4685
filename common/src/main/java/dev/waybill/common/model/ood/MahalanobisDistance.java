package dev.waybill.common.model.ood;

import java.util.BitSet;
import java.util.List;

/**
 * The squared Mahalanobis distance of rows from the mean of training. Where values are missing it is that of the others by
 * themselves, and for each missing one as much as an ordinary value adds, which is 1: so a row is not the more typical the
 * less is known of it. Not for several threads at once.
 */
final class MahalanobisDistance {

    private final int[] inputs;
    private final double[] means;
    private final double[] scales;
    private final Whitening whitening;
    private final double[] standardised;
    private final BitSet missing = new BitSet();

    /** @param whitening see {@link OodProfile#whitening} */
    MahalanobisDistance(List<OodProfile.Numeric> numerics, List<List<Double>> whitening) {
        inputs = numerics.stream().mapToInt(OodProfile.Numeric::input).toArray();
        means = numerics.stream().mapToDouble(OodProfile.Numeric::mean).toArray();
        scales = numerics.stream()
                .mapToDouble(numeric -> numeric.stddev() > 0 ? 1 / numeric.stddev() : 0)
                .toArray();
        this.whitening = new Whitening(whitening.stream()
                .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new));
        standardised = new double[inputs.length];
    }

    double squared(float[] rows, int from) {
        standardise(rows, from, standardised);
        findMissing(rows, from);
        double squared = 0;
        for (double[] weights : missing.isEmpty() ? whitening.ofAll() : whitening.without(missing)) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * standardised[i];
            }
            squared += sum * sum;
        }
        return squared + missing.stream().filter(i -> scales[i] > 0).count();
    }

    private void findMissing(float[] rows, int from) {
        missing.clear();
        for (int i = 0; i < inputs.length; i++) {
            if (Float.isNaN(rows[from + inputs[i]])) {
                missing.set(i);
            }
        }
    }

    /** Deviations from the mean in standard deviations; 0 for what is missing. */
    void standardise(float[] rows, int from, double[] into) {
        for (int i = 0; i < inputs.length; i++) {
            float value = rows[from + inputs[i]];
            into[i] = Float.isNaN(value) ? 0 : (value - means[i]) * scales[i];
        }
    }
}
