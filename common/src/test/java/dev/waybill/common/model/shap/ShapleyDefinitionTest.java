package dev.waybill.common.model.shap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the definition: every coalition of features, its value by a walk down the trees. */
class ShapleyDefinitionTest {

    private static final int FEATURES = 4;

    @ParameterizedTest(name = "tables of {0} bytes")
    @ValueSource(longs = {0, TreeExplainer.TABLE_BUDGET_BYTES})
    void contributionsAreShapleyValues(long budget) throws XGBoostError {
        Booster booster = Boosters.ofMinutes(600, FEATURES, 5, Map.of("max_depth", 6));
        Ensemble ensemble = NativeModel.read(booster);
        float[] rows = Boosters.rows(60, FEATURES, 9);
        Contributions contributions = TreeExplainer.of(booster, budget).explain(rows, 60);
        for (int row = 0; row < 60; row++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                assertThat(contributions.contribution(row, 0, feature))
                        .as("contribution of feature %d to row %d", feature, row)
                        .isCloseTo(shapleyValue(ensemble, rows, row, feature), within(1e-6));
            }
        }
    }

    /** Shapley, A value for n-person games (1953), equation 13. */
    private static double shapleyValue(Ensemble ensemble, float[] rows, int row, int feature) {
        double value = 0;
        for (int coalition = 0; coalition < 1 << FEATURES; coalition++) {
            if ((coalition >> feature & 1) == 0) {
                double gain =
                        worth(ensemble, rows, row, coalition | 1 << feature) - worth(ensemble, rows, row, coalition);
                value += weight(Integer.bitCount(coalition)) * gain;
            }
        }
        return value;
    }

    private static double weight(int members) {
        return factorial(members) * factorial(FEATURES - members - 1) / factorial(FEATURES);
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    private static double worth(Ensemble ensemble, float[] rows, int row, int coalition) {
        return ensemble.trees().stream()
                .mapToDouble(tree -> worth(tree, 0, rows, row, coalition))
                .sum();
    }

    /** Lundberg et al. (2020), algorithm 1: where the feature is not known, both ways by their cover. */
    private static double worth(Tree tree, int node, float[] rows, int row, int coalition) {
        if (tree.isLeaf(node)) {
            return tree.number()[node];
        }
        int left = tree.left()[node];
        int right = tree.right()[node];
        int feature = tree.feature()[node];
        if ((coalition >> feature & 1) == 1) {
            float value = rows[row * FEATURES + feature];
            boolean goesLeft = Float.isNaN(value) ? tree.missingLeft()[node] : value < tree.number()[node];
            return worth(tree, goesLeft ? left : right, rows, row, coalition);
        }
        double toLeft = tree.cover()[left] * worth(tree, left, rows, row, coalition);
        double toRight = tree.cover()[right] * worth(tree, right, rows, row, coalition);
        return (toLeft + toRight) / tree.cover()[node];
    }
}
