package dev.waybill.common.model.ood;

import java.io.Serializable;
import java.util.List;

/**
 * How a model's training rows are distributed, and from where on a row is not of their kind. All limits are such that
 * together they flag about {@link #SHARE} of the rows that they were chosen on.
 *
 * @param numerics the numeric features that had values
 * @param whitening the lower triangle of the matrix W, row by row, that makes standardised rows z uncorrelated: the
 *     squared Mahalanobis distance (Mahalanobis 1936) of a row is |W z|^2, where a missing value counts as the mean
 * @param distanceLimit of the squared distance
 */
public record Profile(List<Numeric> numerics, List<List<Double>> whitening, double distanceLimit)
        implements Serializable {

    /** Of the rows like those of training. */
    public static final double SHARE = 0.01;

    /**
     * A numeric feature.
     *
     * @param input its place among the model's inputs
     * @param low the least value in training; less, where later rows often had less
     * @param high likewise the largest
     * @param stddev above 0, or 0 where all values are the same
     * @param zLimit of |value - mean| / stddev, at least 3
     */
    public record Numeric(String feature, int input, double low, double high, double mean, double stddev, double zLimit)
            implements Serializable {}

    /** The least limit of z: three standard deviations. */
    static final double LEAST_Z = 3;
}
