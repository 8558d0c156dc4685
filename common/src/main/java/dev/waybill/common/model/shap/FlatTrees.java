package dev.waybill.common.model.shap;

import dev.waybill.common.refusal.Refusal;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;

/**
 * Predicts one number for a row as XGBoost does, without it: its own prediction takes a lock that all threads share, and makes
 * a matrix of each row. All trees lie one after the other in arrays by node; their leaves are added up in single precision
 * and in XGBoost's order, so that the sum has the same bits.
 *
 * <p>For any number of threads at once.
 */
public final class FlatTrees implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Link link;
    private final float baseMargin;
    private final int[] roots;
    private final int[] left;
    private final int[] right;
    private final int[] feature;
    private final float[] number;
    private final boolean[] missingLeft;
    private final int[][] categories;

    private FlatTrees(Ensemble ensemble) {
        List<Tree> trees = ensemble.trees();
        int nodes = trees.stream().mapToInt(Tree::size).sum();
        link = ensemble.link();
        baseMargin = (float) ensemble.baseMargins()[0];
        roots = new int[trees.size()];
        left = new int[nodes];
        right = new int[nodes];
        feature = new int[nodes];
        number = new float[nodes];
        missingLeft = new boolean[nodes];
        categories = new int[nodes][];
        int next = 0;
        for (int i = 0; i < roots.length; i++) {
            roots[i] = next;
            add(trees.get(i), next);
            next += trees.get(i).size();
        }
    }

    private void add(Tree tree, int at) {
        for (int node = 0; node < tree.size(); node++) {
            left[at + node] = tree.isLeaf(node) ? -1 : at + tree.left()[node];
            right[at + node] = tree.isLeaf(node) ? -1 : at + tree.right()[node];
            categories[at + node] =
                    Arrays.stream(tree.categories()[node]).sorted().toArray();
        }
        System.arraycopy(tree.feature(), 0, feature, at, tree.size());
        System.arraycopy(tree.number(), 0, number, at, tree.size());
        System.arraycopy(tree.missingLeft(), 0, missingLeft, at, tree.size());
    }

    /**
     * Of a model that predicts one number.
     *
     * @throws Refusal as {@link TreeExplainer#of(Booster)}
     */
    public static FlatTrees of(Booster booster) {
        Ensemble ensemble = NativeModel.read(booster);
        if (ensemble.outputs() > 1) {
            throw new IllegalArgumentException("predicts %d numbers for a row".formatted(ensemble.outputs()));
        }
        return new FlatTrees(ensemble);
    }

    /**
     * Predicts some rows, in the label's unit: tree by tree, which then stays in the processor's cache.
     *
     * @param rows one after the other, NaN for what is missing; a category as its number
     * @param width how many numbers a row has
     * @param predicted where the predictions go, by row
     */
    public void predict(float[] rows, int width, int rowCount, float[] predicted) {
        Arrays.fill(predicted, 0, rowCount, baseMargin);
        for (int root : roots) {
            for (int row = 0; row < rowCount; row++) {
                predicted[row] += number[leaf(root, rows, row * width)];
            }
        }
        for (int row = 0; row < rowCount; row++) {
            predicted[row] = (float) link.prediction(predicted[row]);
        }
    }

    private int leaf(int root, float[] rows, int from) {
        int node = root;
        while (left[node] >= 0) {
            node = goesLeft(node, rows[from + feature[node]]) ? left[node] : right[node];
        }
        return node;
    }

    private boolean goesLeft(int node, float value) {
        if (Float.isNaN(value)) {
            return missingLeft[node];
        }
        return categories[node].length == 0
                ? value < number[node]
                : Arrays.binarySearch(categories[node], (int) Math.floor(value)) < 0;
    }
}
