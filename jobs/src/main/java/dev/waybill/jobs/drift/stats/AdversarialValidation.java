package dev.waybill.jobs.drift.stats;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * How well small trees tell two samples apart, by rows that they were not fitted on: the area under the curve, 0.5 where
 * they cannot, 1 where they always can.
 *
 * <p>Source: the classifier two-sample test of Lopez-Paz, Oquab, Revisiting classifier two-sample tests, ICLR (2017), with
 * the area in place of the accuracy.
 */
public final class AdversarialValidation {

    private static final int FOLDS = 3;

    private static final int ROUNDS = 20;

    private AdversarialValidation() {}

    /**
     * Each row is judged by the trees of the folds that it is not in; every third row of either sample is in the same one.
     *
     * @param reference rows of numbers, missing ones NaN; at least three
     */
    public static double area(double[][] reference, double[][] current, long seed) {
        double[] scores = new double[reference.length + current.length];
        try {
            for (int fold = 0; fold < FOLDS; fold++) {
                judge(fold, reference, current, seed, scores);
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot tell two samples apart", e);
        }
        return area(scores, reference.length);
    }

    private static void judge(int fold, double[][] reference, double[][] current, long seed, double[] scores)
            throws XGBoostError {
        DMatrix all = matrix(reference, current);
        int[] in = rows(fold, reference.length, current.length, true);
        DMatrix others = all.slice(rows(fold, reference.length, current.length, false));
        DMatrix own = all.slice(in);
        Booster trees = XGBoost.train(others, params(seed), ROUNDS, new HashMap<>(), null, null);
        float[][] predicted = trees.predict(own);
        for (int i = 0; i < in.length; i++) {
            scores[in[i]] = predicted[i][0];
        }
        trees.dispose();
        own.dispose();
        others.dispose();
        all.dispose();
    }

    private static Map<String, Object> params(long seed) {
        return Map.of(
                "objective", "binary:logistic", "max_depth", 3, "eta", 0.2, "nthread", 1, "seed", seed, "verbosity", 0);
    }

    private static DMatrix matrix(double[][] reference, double[][] current) throws XGBoostError {
        int columns = reference[0].length;
        int rows = reference.length + current.length;
        float[] values = new float[rows * columns];
        float[] labels = new float[rows];
        for (int i = 0; i < rows; i++) {
            double[] row = i < reference.length ? reference[i] : current[i - reference.length];
            labels[i] = i < reference.length ? 0 : 1;
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] = (float) row[j];
            }
        }
        DMatrix matrix = new DMatrix(values, rows, columns, Float.NaN);
        matrix.setLabel(labels);
        return matrix;
    }

    private static int[] rows(int fold, int reference, int current, boolean inFold) {
        return IntStream.range(0, reference + current)
                .filter(i -> ((i < reference ? i : i - reference) % FOLDS == fold) == inFold)
                .toArray();
    }

    /** By ranks: Mann, Whitney, Annals of Mathematical Statistics 18 (1947); rows that tie count half. */
    static double area(double[] scores, int reference) {
        double[] ranks = new NaturalRanking().rank(scores);
        double current = scores.length - reference;
        double sum = Arrays.stream(ranks).skip(reference).sum();
        return (sum - current * (current + 1) / 2) / (current * reference);
    }
}
