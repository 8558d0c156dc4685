package dev.waybill.common.model.shap;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Boosters trained on made-up rows, of which every twentieth number is missing. */
final class Boosters {

    private Boosters() {}

    /** Counts in every third column, measurements in the others. */
    static float[] rows(int rowCount, int features, long seed) {
        Random random = new Random(seed);
        float[] rows = new float[rowCount * features];
        for (int i = 0; i < rows.length; i++) {
            float value = i % features % 3 == 0 ? random.nextInt(24) : (float) random.nextGaussian() * 5;
            rows[i] = random.nextInt(20) == 0 ? Float.NaN : value;
        }
        return rows;
    }

    /** Minutes that depend on all features, on neighbours together, and on chance. */
    static float[] minutes(float[] rows, int features, long seed) {
        Random random = new Random(seed);
        float[] minutes = new float[rows.length / features];
        for (int row = 0; row < minutes.length; row++) {
            double sum = 15 + random.nextGaussian() * 2;
            for (int feature = 0; feature < features; feature++) {
                double value = known(rows[row * features + feature]);
                double neighbour = known(rows[row * features + (feature + 1) % features]);
                sum += Math.sin(value * (feature + 1) / 7) * 3 / (1 + feature * 0.2) + 0.02 * value * neighbour;
            }
            minutes[row] = (float) sum;
        }
        return minutes;
    }

    private static double known(float value) {
        return Float.isNaN(value) ? 3 : value;
    }

    static Booster train(DMatrix matrix, int rounds, Map<String, Object> params) throws XGBoostError {
        Map<String, Object> all = new HashMap<>(Map.of("nthread", 1, "verbosity", 0, "seed", 7, "eta", 0.3));
        all.putAll(params);
        return XGBoost.train(matrix, all, rounds, Map.of(), null, null);
    }

    static Booster ofMinutes(int rowCount, int features, int rounds, Map<String, Object> params) throws XGBoostError {
        float[] rows = rows(rowCount, features, 1);
        DMatrix matrix = matrix(rows, features);
        matrix.setLabel(minutes(rows, features, 2));
        return train(matrix, rounds, params);
    }

    static DMatrix matrix(float[] rows, int features) throws XGBoostError {
        return new DMatrix(rows, rows.length / features, features, Float.NaN);
    }

    /** Between our contributions of the first output and those of XGBoost, in margin. */
    static double largestDifference(Booster booster, TreeExplainer explainer, float[] rows) throws XGBoostError {
        int features = explainer.features();
        float[][] theirs = booster.predictContrib(matrix(rows, features), 0);
        Contributions ours = explainer.explain(rows, theirs.length);
        double largest = 0;
        for (int row = 0; row < theirs.length; row++) {
            for (int feature = 0; feature < features; feature++) {
                largest = Math.max(largest, Math.abs(theirs[row][feature] - ours.contribution(row, 0, feature)));
            }
        }
        return largest;
    }
}
