package dev.waybill.common.model.shap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlatTreesTest {

    private static final int FEATURES = 7;

    @ParameterizedTest
    @CsvSource({"1, 20", "4, 60", "8, 300"})
    void addUpToTheBitsOfXgboost(int depth, int rounds) throws XGBoostError {
        Booster booster = Boosters.ofMinutes(4_000, FEATURES, rounds, Map.of("max_depth", depth));

        requireSame(booster, 0);
    }

    @Test
    void followSetsOfCategories() throws XGBoostError {
        float[] rows = Boosters.rows(3_000, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        matrix.setFeatureTypes(new String[] {"c", "q", "q", "c", "q", "q", "q"});
        matrix.setLabel(Boosters.minutes(rows, FEATURES, 2));

        requireSame(Boosters.train(matrix, 20, Map.of("max_depth", 5, "max_cat_to_onehot", 3)), 0);
    }

    /** The exponential function of single precision may round otherwise. */
    @ParameterizedTest
    @CsvSource({"reg:gamma, 1", "reg:absoluteerror, 0"})
    void followTheObjective(String objective, int ulps) throws XGBoostError {
        float[] rows = Boosters.rows(1_000, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        float[] minutes = Boosters.minutes(rows, FEATURES, 2);
        IntStream.range(0, minutes.length).forEach(i -> minutes[i] = Math.max(1, minutes[i]));
        matrix.setLabel(minutes);

        requireSame(Boosters.train(matrix, 60, Map.of("objective", objective, "max_depth", 4, "eta", 0.1)), ulps);
    }

    private static void requireSame(Booster booster, int ulps) throws XGBoostError {
        float[] rows = Boosters.rows(2_003, FEATURES, 3);
        float[][] expected = booster.predict(Boosters.matrix(rows, FEATURES));
        float[] predicted = new float[expected.length];
        FlatTrees.of(booster).predict(rows, FEATURES, predicted.length, predicted);
        for (int row = 0; row < expected.length; row++) {
            assertThat(Math.abs(Float.floatToIntBits(predicted[row]) - Float.floatToIntBits(expected[row][0])))
                    .as("row %d: %s, not %s", row, predicted[row], expected[row][0])
                    .isLessThanOrEqualTo(ulps);
        }
    }
}
