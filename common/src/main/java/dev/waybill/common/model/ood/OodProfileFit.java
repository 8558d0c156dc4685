package dev.waybill.common.model.ood;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;

/** How training rows are distributed, measured; {@link OodLimits} then says from where on a row is not of their kind. */
final class OodProfileFit {

    /** Added to the variances of standardised features, so that rounding does not decide where features are copies. */
    private static final double RIDGE = 1e-6;

    private OodProfileFit() {}

    /** A profile whose limits are those of training itself, with none of the distance yet. */
    static OodProfile profile(List<NumericRange> features, EncodedRows training, List<OodProfile.Present> present) {
        List<OodProfile.Numeric> numerics = features.stream()
                .map(feature -> numeric(feature, training.values(feature.input())))
                .toList();
        return new OodProfile(numerics, whitening(numerics, training), Double.MAX_VALUE, present);
    }

    private static OodProfile.Numeric numeric(NumericRange feature, double[] values) {
        double mean = Arrays.stream(values).average().orElse(feature.least());
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        boolean varies = Arrays.stream(values).anyMatch(value -> value != values[0]);
        return new OodProfile.Numeric(
                feature.name(),
                feature.input(),
                feature.least(),
                feature.largest(),
                mean,
                varies ? Math.sqrt(variance) : 0,
                OodProfile.LEAST_Z);
    }

    /** The inverse of L, where L L' is the covariance of the standardised features: |W z|^2 is then z' (L L')^-1 z. */
    private static List<List<Double>> whitening(List<OodProfile.Numeric> numerics, EncodedRows training) {
        if (numerics.isEmpty()) {
            return List.of();
        }
        double[][] covariance = LedoitWolf.covariance(standardised(numerics, training));
        for (int i = 0; i < covariance.length; i++) {
            covariance[i][i] += RIDGE;
        }
        double[][] inverse = Whitening.inverseOfRoot(MatrixUtils.createRealMatrix(covariance));
        return IntStream.range(0, inverse.length)
                .mapToObj(row -> Arrays.stream(inverse[row], 0, row + 1).boxed().toList())
                .toList();
    }

    private static double[][] standardised(List<OodProfile.Numeric> numerics, EncodedRows training) {
        MahalanobisDistance distance = new MahalanobisDistance(numerics, List.of());
        double[][] standardised = new double[training.count()][numerics.size()];
        for (int row = 0; row < standardised.length; row++) {
            distance.standardise(training.numbers(), row * training.width(), standardised[row]);
        }
        return standardised;
    }
}
