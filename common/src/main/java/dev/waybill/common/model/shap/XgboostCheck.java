package dev.waybill.common.model.shap;

import dev.waybill.common.refusal.Refusal;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Whether what is computed here of a booster is what XGBoost itself predicts, on rows made up of the booster's own thresholds. */
public final class XgboostCheck {

    private static final int ROWS = 500;
    private static final double MISSING = 0.1;

    /** XGBoost adds up in single precision. */
    private static final double TOLERANCE = 1e-4;

    private XgboostCheck() {}

    /**
     * Refuses a booster of which something else is computed.
     *
     * @param name of the booster, for the error
     * @param explainer of the booster
     */
    public static void require(String name, Booster booster, TreeExplainer explainer) {
        Ensemble ensemble = NativeModel.read(booster);
        float[] rows = rows(ensemble);
        float[][] margins = predicted(booster, rows, ensemble.features(), true);
        Contributions explained = explainer.explain(rows, ROWS);
        for (int row = 0; row < ROWS; row++) {
            for (int output = 0; output < ensemble.outputs(); output++) {
                require(name, explained.prediction(row, output), margins[row][output]);
            }
        }
    }

    /** The same of trees that are walked in flat arrays, in what they predict. */
    public static void require(String name, Booster booster, FlatTrees trees) {
        Ensemble ensemble = NativeModel.read(booster);
        float[] rows = rows(ensemble);
        float[][] predicted = predicted(booster, rows, ensemble.features(), false);
        float[] ours = new float[ROWS];
        trees.predict(rows, ensemble.features(), ROWS, ours);
        for (int row = 0; row < ROWS; row++) {
            require(name, ours[row], predicted[row][0]);
        }
    }

    private static void require(String name, double ours, double theirs) {
        if (!(Math.abs(ours - theirs) <= TOLERANCE * (1 + Math.abs(theirs)))) {
            throw Refusal.mistake(
                    "model.other-than-xgboost",
                    "Cannot use %s: of a made-up row it says %s, where XGBoost says %s.".formatted(name, ours, theirs),
                    "It is a fault of this program: keep the model that is in use, and report it with the model's folder.");
        }
    }

    /** Of each feature a value at or just below a threshold of some split, a category of one, any number, or none. */
    private static float[] rows(Ensemble ensemble) {
        Random random = new Random(1);
        float[] rows = new float[ROWS * ensemble.features()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = value(ensemble, i % ensemble.features(), random);
        }
        return rows;
    }

    private static float value(Ensemble ensemble, int feature, Random random) {
        if (random.nextDouble() < MISSING || ensemble.trees().isEmpty()) {
            return Float.NaN;
        }
        Tree tree = ensemble.trees().get(random.nextInt(ensemble.trees().size()));
        for (int tried = 0; tried < tree.size(); tried++) {
            int node = random.nextInt(tree.size());
            if (!tree.isLeaf(node) && tree.feature()[node] == feature) {
                return beside(tree, node, random);
            }
        }
        return random.nextInt(100);
    }

    private static float beside(Tree tree, int node, Random random) {
        if (tree.isCategorical(node)) {
            return tree.categories()[node][random.nextInt(tree.categories()[node].length)];
        }
        float threshold = tree.number()[node];
        return random.nextBoolean() ? threshold : Math.nextDown(threshold);
    }

    private static float[][] predicted(Booster booster, float[] rows, int features, boolean margins) {
        try {
            DMatrix matrix = new DMatrix(rows, ROWS, features, Float.NaN);
            try {
                return booster.predict(matrix, margins);
            } finally {
                matrix.dispose();
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot predict " + ROWS + " rows", e);
        }
    }
}
