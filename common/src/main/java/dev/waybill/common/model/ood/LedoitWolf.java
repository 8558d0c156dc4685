package dev.waybill.common.model.ood;

/**
 * A covariance matrix that can be inverted even where columns hang together: the sample's, drawn towards a multiple of the
 * identity (Ledoit and Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices", Journal of
 * Multivariate Analysis 88, section 3.2).
 */
public final class LedoitWolf {

    private LedoitWolf() {}

    /**
     * The shrunk covariance matrix.
     *
     * @param rows each of the same columns, whose means are 0
     */
    public static double[][] covariance(double[][] rows) {
        double[][] sample = sample(rows);
        int columns = sample.length;
        double mean = trace(sample) / columns; // m
        double spread = squaredNorm(sample) / columns - mean * mean; // d^2 = ||S - m I||^2 / columns
        double shrinkage = spread <= 0 ? 1 : Math.min(1, noise(rows, sample) / spread);
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                sample[i][j] = (1 - shrinkage) * sample[i][j] + (i == j ? shrinkage * mean : 0);
            }
        }
        return sample;
    }

    private static double[][] sample(double[][] rows) {
        int columns = rows[0].length;
        double[][] sums = new double[columns][columns];
        for (double[] row : rows) {
            for (int i = 0; i < columns; i++) {
                for (int j = 0; j <= i; j++) {
                    sums[i][j] += row[i] * row[j];
                }
            }
        }
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j <= i; j++) {
                sums[i][j] /= rows.length;
                sums[j][i] = sums[i][j];
            }
        }
        return sums;
    }

    /** By how much the sample's matrix is off: b^2 = sum over rows of ||x x' - S||^2 / n^2. */
    private static double noise(double[][] rows, double[][] sample) {
        double sum = 0;
        for (double[] row : rows) {
            double length = 0;
            for (double value : row) {
                length += value * value;
            }
            sum += length * length;
        }
        double norm = squaredNorm(sample);
        return (sum / rows.length - norm) / rows.length / sample.length;
    }

    private static double trace(double[][] matrix) {
        double trace = 0;
        for (int i = 0; i < matrix.length; i++) {
            trace += matrix[i][i];
        }
        return trace;
    }

    private static double squaredNorm(double[][] matrix) {
        double sum = 0;
        for (double[] row : matrix) {
            for (double value : row) {
                sum += value * value;
            }
        }
        return sum;
    }
}
