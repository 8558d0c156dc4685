package dev.waybill.common.model.ood;

import java.io.Serializable;
import java.util.List;

/**
 * How a model's training rows are distributed, and from where on a row is not of their kind. All limits are such that
 * together they flag about {@link #SHARE} of the rows that they were chosen on.
 *
 * @param numerics the numeric features that had values
 * @param whitening the lower triangle of the matrix W, row by row, that makes standardised rows z uncorrelated: the
 *     squared Mahalanobis distance (Mahalanobis 1936) of a row is |W z|^2
 * @param distanceLimit of the squared distance
 * @param present the inputs that training hardly ever missed: where one of them is missing, a row is not of its kind
 */
public record OodProfile(
        List<Numeric> numerics, List<List<Double>> whitening, double distanceLimit, List<Present> present)
        implements Serializable {

    /** Of the rows like those of training. */
    public static final double SHARE = 0.01;

    /** An input is one that training hardly ever missed where less than this share of its rows did. */
    public static final double HARDLY_EVER = 0.001;

    /**
     * An input of which training rows have a value.
     *
     * @param input its place among the model's inputs
     */
    public record Present(String feature, int input) implements Serializable {}

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
