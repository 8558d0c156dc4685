package dev.waybill.common.model.ood;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The matrix that makes standardised rows uncorrelated, of all features or of those that a row has: the inverse of L, where
 * L L' is the covariance of these features. Keeps what it found, since what is missing is mostly missing together.
 */
final class Whitening {

    /** A few megabytes for fifty features; which others are missing together is found anew each time. */
    private static final int MOST_KEPT = 500;

    private final double[][] ofAll;
    private final Map<BitSet, double[][]> kept = new HashMap<>();

    /** @param ofAll lower triangular, row by row */
    Whitening(double[][] ofAll) {
        this.ofAll = ofAll;
    }

    double[][] ofAll() {
        return ofAll;
    }

    /** Rows of weights for all features, 0 for those that are missing. */
    double[][] without(BitSet missing) {
        double[][] known = kept.get(missing);
        if (known == null) {
            known = find(missing);
            if (kept.size() < MOST_KEPT) {
                kept.put((BitSet) missing.clone(), known);
            }
        }
        return known;
    }

    private double[][] find(BitSet missing) {
        int[] there = IntStream.range(0, ofAll.length)
                .filter(feature -> !missing.get(feature))
                .toArray();
        if (there.length == 0) {
            return new double[0][];
        }
        RealMatrix covariance = covariance().getSubMatrix(there, there);
        double[][] whitening = inverseOfRoot(covariance);
        double[][] weights = new double[there.length][ofAll.length];
        for (int row = 0; row < there.length; row++) {
            for (int i = 0; i <= row; i++) {
                weights[row][there[i]] = whitening[row][i];
            }
        }
        return weights;
    }

    /** Since W is the inverse of L, L L' is the inverse of W' W. */
    private RealMatrix covariance() {
        RealMatrix square = MatrixUtils.createRealMatrix(ofAll.length, ofAll.length);
        for (int row = 0; row < ofAll.length; row++) {
            for (int i = 0; i <= row; i++) {
                square.setEntry(row, i, ofAll[row][i]);
            }
        }
        RealMatrix root = MatrixUtils.inverse(square);
        return root.multiply(root.transpose());
    }

    /** The inverse of L, where L L' is a covariance. */
    static double[][] inverseOfRoot(RealMatrix covariance) {
        return MatrixUtils.inverse(new CholeskyDecomposition(covariance).getL()).getData();
    }
}
