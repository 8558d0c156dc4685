package dev.waybill.common.model.probability;

import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * A logistic regression of a few inputs without a penalty, to the last digits: by Newton's method, whose steps are halved
 * where the loss would rise. Spark's own stops some digits earlier.
 *
 * <p>Source: McCullagh and Nelder, Generalized Linear Models (1989), section 4.4.2.
 */
final class LogisticFit {

    private static final int MOST_STEPS = 100;
    private static final double SMALL = 1e-10;

    private final double[][] inputs;
    private final double[] targets;

    /**
     * @param inputs a row each, with a last input of 1 for the intercept
     * @param targets between 0 and 1, so that the best coefficients are finite
     */
    LogisticFit(double[][] inputs, double[] targets) {
        this.inputs = inputs;
        this.targets = targets;
    }

    /** The coefficients of least log loss. */
    double[] coefficients() {
        RealVector coefficients = new ArrayRealVector(inputs[0].length);
        for (int i = 0; i < MOST_STEPS; i++) {
            RealVector step = step(coefficients);
            while (step.getLInfNorm() > SMALL && loss(coefficients.add(step)) > loss(coefficients)) {
                step.mapMultiplyToSelf(0.5);
            }
            coefficients = coefficients.add(step);
            if (step.getLInfNorm() <= SMALL) {
                break;
            }
        }
        return coefficients.toArray();
    }

    /** Inputs that do not vary leave a direction in which nothing changes: no step is taken there. */
    private RealVector step(RealVector coefficients) {
        int width = coefficients.getDimension();
        double[] gradient = new double[width];
        double[][] curvature = new double[width][width];
        for (int row = 0; row < inputs.length; row++) {
            double probability = Calibrator.logistic(margin(row, coefficients));
            for (int i = 0; i < width; i++) {
                gradient[i] += inputs[row][i] * (targets[row] - probability);
                for (int j = 0; j < width; j++) {
                    curvature[i][j] += inputs[row][i] * inputs[row][j] * probability * (1 - probability);
                }
            }
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(curvature))
                .getSolver()
                .solve(new ArrayRealVector(gradient));
    }

    private double loss(RealVector coefficients) {
        return IntStream.range(0, inputs.length)
                .mapToDouble(row -> {
                    double margin = margin(row, coefficients);
                    return targets[row] * -Beta.logOfYes(margin) + (1 - targets[row]) * -Beta.logOfNo(margin);
                })
                .sum();
    }

    private double margin(int row, RealVector coefficients) {
        double margin = 0;
        for (int i = 0; i < inputs[row].length; i++) {
            margin += inputs[row][i] * coefficients.getEntry(i);
        }
        return margin;
    }
}
