package dev.waybill.common.model.ood;

import java.util.List;

/** The squared Mahalanobis distance of rows from the mean of training. Not for several threads at once. */
final class Distance {

    private final int[] inputs;
    private final double[] means;
    private final double[] scales;
    private final double[][] whitening;
    private final double[] standardised;

    /** @param whitening see {@link Profile#whitening} */
    Distance(List<Profile.Numeric> numerics, List<List<Double>> whitening) {
        inputs = numerics.stream().mapToInt(Profile.Numeric::input).toArray();
        means = numerics.stream().mapToDouble(Profile.Numeric::mean).toArray();
        scales = numerics.stream()
                .mapToDouble(numeric -> numeric.stddev() > 0 ? 1 / numeric.stddev() : 0)
                .toArray();
        this.whitening = whitening.stream()
                .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
        standardised = new double[inputs.length];
    }

    double squared(float[] rows, int from) {
        standardise(rows, from, standardised);
        double squared = 0;
        for (double[] weights : whitening) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * standardised[i];
            }
            squared += sum * sum;
        }
        return squared;
    }

    /** Deviations from the mean in standard deviations; 0 for what is missing. */
    void standardise(float[] rows, int from, double[] into) {
        for (int i = 0; i < inputs.length; i++) {
            float value = rows[from + inputs[i]];
            into[i] = Float.isNaN(value) ? 0 : (value - means[i]) * scales[i];
        }
    }
}
