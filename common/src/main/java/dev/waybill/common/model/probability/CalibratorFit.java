package dev.waybill.common.model.probability;

import dev.waybill.common.section.Probability.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Finds a calibrator from rows that the trees were not fitted on, the isotonic one by Spark. */
public final class CalibratorFit {

    /** Of fewer rows of a class, nothing is known of how often it comes true. */
    public static final int LEAST_OF_EACH = 10;

    private static final String LABEL = "label";
    private static final String FEATURES = "features";

    private CalibratorFit() {}

    /**
     * Fits one of a kind.
     *
     * @param logOdds that the trees give, one a row
     * @param labels of the same rows, 0 or 1
     * @return empty for {@link Method#none}, and where there are fewer than {@value #LEAST_OF_EACH} rows of a class
     */
    public static Optional<Calibrator> fit(Method method, double[] logOdds, double[] labels, SparkSession spark) {
        double positives = Arrays.stream(labels).sum();
        if (Math.min(positives, labels.length - positives) < LEAST_OF_EACH) {
            return Optional.empty();
        }
        return switch (method) {
            case none -> Optional.empty();
            case sigmoid -> Optional.of(sigmoid(logOdds, labels));
            case beta -> Optional.of(beta(logOdds, labels));
            case isotonic -> Optional.of(isotonic(logOdds, labels, spark));
        };
    }

    /** Of too few rows of a class: their share, as if there were one more row of each class, whatever the trees say. */
    public static Calibrator level(int positives, int rows) {
        return new Isotonic(new double[] {0.5}, new double[] {(positives + 1.0) / (rows + 2)});
    }

    private static Calibrator sigmoid(double[] logOdds, double[] labels) {
        double[] fitted = logistic(logOdds, labels, margin -> margin);
        return new Sigmoid(fitted[0], fitted[1]);
    }

    private static Calibrator beta(double[] logOdds, double[] labels) {
        double[] fitted = logistic(logOdds, labels, Beta::logOfYes, margin -> -Beta.logOfNo(margin));
        return new Beta(fitted[0], fitted[1], fitted[2]);
    }

    /**
     * The coefficients of each input and the intercept. One below 0 would turn what the trees say around: such an input is
     * left out (Kull et al. 2017, section 3.2).
     */
    private static double[] logistic(double[] logOdds, double[] labels, DoubleUnaryOperator... inputs) {
        double[][] rows = Arrays.stream(logOdds)
                .mapToObj(margin -> DoubleStream.concat(
                                Arrays.stream(inputs).mapToDouble(input -> input.applyAsDouble(margin)),
                                DoubleStream.of(1))
                        .toArray())
                .toArray(double[][]::new);
        double[] targets = smoothed(labels);
        double[] fitted = new LogisticFit(rows, targets).coefficients();
        OptionalInt falling = falling(fitted);
        while (falling.isPresent()) { // what is left may fall where it did not beside the other
            leaveOut(falling.getAsInt(), rows);
            fitted = new LogisticFit(rows, targets).coefficients();
            fitted[falling.getAsInt()] = 0;
            falling = falling(fitted);
        }
        return fitted;
    }

    /** An input whose coefficient is below 0; the last is the intercept's, which may be. */
    private static OptionalInt falling(double[] coefficients) {
        return IntStream.range(0, coefficients.length - 1)
                .filter(input -> coefficients[input] < 0)
                .findFirst();
    }

    private static void leaveOut(int input, double[][] rows) {
        for (double[] row : rows) {
            row[input] = 0;
        }
    }

    /**
     * The labels as if there were one more row of each class, so that no probability is ever 0 or 1 (Platt 1999, section
     * 2.2).
     */
    private static double[] smoothed(double[] labels) {
        double positives = Arrays.stream(labels).sum();
        double ofYes = (positives + 1) / (positives + 2);
        double ofNo = 1 / (labels.length - positives + 2);
        return Arrays.stream(labels).map(label -> label > 0 ? ofYes : ofNo).toArray();
    }

    private static Calibrator isotonic(double[] logOdds, double[] labels, SparkSession spark) {
        StructType schema = new StructType().add(FEATURES, DataTypes.DoubleType).add(LABEL, DataTypes.DoubleType);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            rows.add(RowFactory.create(Calibrator.logistic(logOdds[i]), labels[i]));
        }
        IsotonicRegressionModel fitted = new IsotonicRegression()
                .fit(spark.createDataFrame(rows, schema).coalesce(1)); // one part: sums do not depend on the machine
        return new Isotonic(fitted.boundaries().toArray(), fitted.predictions().toArray());
    }
}
