package dev.waybill.common.model.shap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeExplainerTest {

    /** XGBoost works in single precision. */
    private static final double TOLERANCE = 1e-4;

    private static final int FEATURES = 7;

    /** More than a block of rows, and no multiple of one. */
    private static final float[] ROWS = Boosters.rows(5_003, FEATURES, 3);

    @ParameterizedTest(name = "depth {0}, tables of {1} MB")
    @CsvSource({"1, 256", "3, 256", "6, 256", "8, 256", "10, 256", "3, 0", "6, 0", "8, 0", "10, 0", "8, 1", "10, 1"})
    void givesTheContributionsOfXgboost(int depth, long megabytes) throws XGBoostError {
        Booster booster = Boosters.ofMinutes(4_000, FEATURES, 20, Map.of("max_depth", depth));
        requireSame(TreeExplainer.of(booster, megabytes << 20), booster, Boosters.rows(700, FEATURES, 3), FEATURES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reg:absoluteerror",
                "reg:pseudohubererror",
                "reg:quantileerror",
                "reg:squaredlogerror",
                "count:poisson",
                "reg:gamma",
                "reg:tweedie"
            })
    void startsFromTheMarginThatTheObjectiveStartsFrom(String objective) throws XGBoostError {
        float[] rows = Boosters.rows(1_000, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        float[] minutes = Boosters.minutes(rows, FEATURES, 2);
        IntStream.range(0, minutes.length).forEach(i -> minutes[i] = Math.max(1, minutes[i]));
        matrix.setLabel(minutes);
        Booster booster = Boosters.train(matrix, 10, Map.of("objective", objective, "eta", 0.1, "quantile_alpha", 0.9));
        requireSame(TreeExplainer.of(booster), booster, rows, FEATURES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary:logistic", "binary:logitraw", "binary:hinge", "reg:logistic"})
    void explainsProbabilitiesInLogOdds(String objective) throws XGBoostError {
        float[] rows = Boosters.rows(1_000, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        matrix.setLabel(classes(rows, 2));
        Booster booster = Boosters.train(matrix, 20, Map.of("objective", objective));
        requireSame(TreeExplainer.of(booster), booster, rows, FEATURES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi:softprob", "multi:softmax"})
    void explainsEachClassOfSeveral(String objective) throws XGBoostError {
        float[] rows = Boosters.rows(1_000, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        matrix.setLabel(classes(rows, 3));
        Booster booster = Boosters.train(matrix, 10, Map.of("objective", objective, "num_class", 3));
        TreeExplainer explainer = TreeExplainer.of(booster);
        assertThat(explainer.outputs()).isEqualTo(3);
        requireSame(explainer, booster, rows, FEATURES);
    }

    @Test
    void followsSetsOfCategories() throws XGBoostError {
        float[] rows = Boosters.rows(3_000, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        matrix.setFeatureTypes(new String[] {"c", "q", "q", "c", "q", "q", "q"});
        matrix.setLabel(Boosters.minutes(rows, FEATURES, 2));
        Booster booster = Boosters.train(matrix, 20, Map.of("max_depth", 5, "max_cat_to_onehot", 3));
        assertThat(NativeModel.read(booster).trees())
                .as("trees with a split on several categories")
                .anyMatch(tree -> IntStream.range(0, tree.size()).anyMatch(i -> tree.categories()[i].length > 1));
        rows[0] = 1_000; // a category that training never saw
        requireSame(TreeExplainer.of(booster), booster, rows, FEATURES);
        requireSame(TreeExplainer.of(booster, 0), booster, rows, FEATURES);
    }

    @Test
    void givesAConstantNoContributions() throws XGBoostError {
        Booster booster = Boosters.ofMinutes(100, FEATURES, 3, Map.of("gamma", 1e9));
        Contributions contributions = TreeExplainer.of(booster).explain(ROWS, 1);
        requireSame(TreeExplainer.of(booster), booster, Boosters.rows(5, FEATURES, 3), FEATURES);
        assertThat(contributions.contribution(0, 0, 0)).isZero();
        assertThat(contributions.prediction(0, 0)).isEqualTo(contributions.baseValue(0));
    }

    @Test
    void explainsForestsOfParallelTrees() throws XGBoostError {
        Booster booster = Boosters.ofMinutes(
                1_000, FEATURES, 4, Map.of("num_parallel_tree", 3, "subsample", 0.5, "colsample_bynode", 0.5));
        requireSame(TreeExplainer.of(booster), booster, Boosters.rows(300, FEATURES, 3), FEATURES);
    }

    /** As a random forest is grown: many trees at once, each from other rows and at each node from other features. */
    @ParameterizedTest
    @ValueSource(strings = {"binary:logistic", "multi:softprob", "reg:absoluteerror"})
    void explainsRandomForests(String objective) throws XGBoostError {
        float[] rows = Boosters.rows(500, FEATURES, 1);
        DMatrix matrix = Boosters.matrix(rows, FEATURES);
        int outputs = objective.startsWith("multi") ? 3 : 1;
        matrix.setLabel(classes(rows, Math.max(2, outputs)));
        Map<String, Object> params = new HashMap<>(Map.of(
                "objective", objective, "num_parallel_tree", 30, "subsample", 0.6, "colsample_bynode", 0.6, "eta", 1));
        if (outputs > 1) {
            params.put("num_class", outputs);
        }
        Booster booster = Boosters.train(matrix, 1, params);
        assertThat(NativeModel.read(booster).trees()).hasSize(30 * outputs);
        requireSame(TreeExplainer.of(booster), booster, rows, FEATURES);
    }

    @Test
    void growsAlongLossToo() throws XGBoostError {
        Booster booster = Boosters.ofMinutes(
                5_000, FEATURES, 10, Map.of("grow_policy", "lossguide", "max_depth", 0, "max_leaves", 120));
        requireSame(TreeExplainer.of(booster), booster, Boosters.rows(300, FEATURES, 3), FEATURES);
    }

    @Test
    void explainsARowTheSameWhateverRowsAreBesideIt() throws XGBoostError {
        Booster booster = Boosters.ofMinutes(4_000, FEATURES, 20, Map.of("max_depth", 9));
        TreeExplainer explainer = TreeExplainer.of(booster, 1 << 20);
        assertThat(explainer.treesWithoutTables()).as("trees without tables").isBetween(1, 19);
        int rowCount = ROWS.length / FEATURES;
        Contributions together = explainer.explain(ROWS, rowCount);
        Contributions reversed = explainer.explain(reversed(ROWS), rowCount);
        for (int row = 0; row < rowCount; row++) {
            assertThat(reversed.prediction(rowCount - 1 - row, 0)).isEqualTo(together.prediction(row, 0));
        }
        Contributions alone = explainer.explain(Arrays.copyOfRange(ROWS, 5_000 * FEATURES, 5_001 * FEATURES), 1);
        for (int feature = 0; feature < FEATURES; feature++) {
            assertThat(alone.contribution(0, 0, feature)).isEqualTo(together.contribution(5_000, 0, feature));
        }
    }

    @Test
    void staysWithinItsBudget() throws XGBoostError {
        Booster booster = Boosters.ofMinutes(4_000, FEATURES, 20, Map.of("max_depth", 8));
        for (long budget : new long[] {0, 100_000, 1_000_000, 10_000_000}) {
            assertThat(TreeExplainer.of(booster, budget).tableBytes()).isLessThanOrEqualTo(budget);
        }
    }

    @Test
    void travelsToExecutors() throws Exception {
        TreeExplainer explainer = TreeExplainer.of(Boosters.ofMinutes(500, FEATURES, 5, Map.of()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(explainer);
        TreeExplainer there =
                (TreeExplainer) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(there.explain(ROWS, 1).prediction(0, 0))
                .isEqualTo(explainer.explain(ROWS, 1).prediction(0, 0));
    }

    @Test
    void refusesBoostersThatAreNoSumOfTrees() throws XGBoostError {
        for (String name : new String[] {"dart", "gblinear"}) {
            Booster booster = Boosters.ofMinutes(100, FEATURES, 2, Map.of("booster", name));
            assertThatThrownBy(() -> TreeExplainer.of(booster))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot explain a model of booster '" + name
                            + "': only sums of trees (gbtree) are. Train with booster gbtree.");
        }
    }

    @Test
    void refusesObjectivesWhoseStartIsNotKnown() throws XGBoostError {
        Booster booster = Boosters.ofMinutes(100, FEATURES, 2, Map.of("objective", "survival:cox"));
        assertThatThrownBy(() -> TreeExplainer.of(booster))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot explain a model of objective 'survival:cox': it is not known from what its trees"
                        + " start. Choose another objective, or add its link.");
    }

    private static float[] classes(float[] rows, int classes) {
        float[] labels = Boosters.minutes(rows, FEATURES, 2);
        IntStream.range(0, labels.length)
                .forEach(i -> labels[i] = Math.max(0, Math.min(classes - 1, (int) (labels[i] / 10))));
        return labels;
    }

    private static float[] reversed(float[] rows) {
        float[] reversed = new float[rows.length];
        for (int from = 0; from < rows.length; from += FEATURES) {
            System.arraycopy(rows, from, reversed, rows.length - FEATURES - from, FEATURES);
        }
        return reversed;
    }

    private static void requireSame(TreeExplainer explainer, Booster booster, float[] rows, int features)
            throws XGBoostError {
        int rowCount = rows.length / features;
        DMatrix matrix = Boosters.matrix(rows, features);
        float[][] theirs = booster.predictContrib(matrix, 0);
        float[][] margins = booster.predict(matrix, true);
        Contributions ours = explainer.explain(rows, rowCount);
        for (int row = 0; row < rowCount; row++) {
            for (int output = 0; output < explainer.outputs(); output++) {
                requireSame(theirs[row], ours, row, output, features);
                assertThat(Math.abs(ours.prediction(row, output) - margins[row][output]))
                        .as("sum of contributions less prediction, row %d", row)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    private static void requireSame(float[] theirs, Contributions ours, int row, int output, int features) {
        int start = output * (features + 1);
        for (int feature = 0; feature < features; feature++) {
            assertThat(Math.abs(ours.contribution(row, output, feature) - theirs[start + feature]))
                    .as("difference at row %d, output %d, feature %d", row, output, feature)
                    .isLessThan(TOLERANCE);
        }
        assertThat(Math.abs(ours.baseValue(output) - theirs[start + features]))
                .as("difference of base values")
                .isLessThan(TOLERANCE);
    }
}
