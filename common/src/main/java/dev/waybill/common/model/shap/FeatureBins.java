package dev.waybill.common.model.shap;

import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The values of each feature as small numbers: two values share a bin when no split of the model tells them apart. The
 * last bin of a feature is that of missing values.
 */
final class FeatureBins {

    private static final int MOST = Character.MAX_VALUE + 1;

    private final boolean[] categorical;
    /** By feature, ascending: thresholds, or for a categorical feature all categories that splits name. */
    private final float[][] bounds;

    FeatureBins(Ensemble ensemble) {
        categorical = new boolean[ensemble.features()];
        bounds = new float[ensemble.features()][];
        for (int feature = 0; feature < bounds.length; feature++) {
            bounds[feature] = bounds(ensemble, feature);
            requireNumbered(feature);
        }
    }

    private float[] bounds(Ensemble ensemble, int feature) {
        double[] found = ensemble.trees().stream()
                .flatMapToDouble(tree -> IntStream.range(0, tree.size())
                        .filter(node -> !tree.isLeaf(node) && tree.feature()[node] == feature)
                        .peek(node -> categorical[feature] |= tree.isCategorical(node))
                        .mapToObj(node -> named(tree, node))
                        .flatMapToDouble(Arrays::stream))
                .sorted()
                .distinct()
                .toArray();
        float[] bounds = new float[found.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = (float) found[i];
        }
        return bounds;
    }

    private void requireNumbered(int feature) {
        if (count(feature) > MOST) {
            throw Refusal.mistake(
                    "model.too-many-thresholds",
                    "Cannot explain a model with %d different thresholds on feature number %d: at most %d are possible."
                            .formatted(bounds[feature].length, feature, MOST - 2),
                    "Train with fewer bins (max_bin).");
        }
    }

    private static double[] named(Tree tree, int node) {
        return tree.isCategorical(node)
                ? Arrays.stream(tree.categories()[node]).asDoubleStream().toArray()
                : new double[] {tree.number()[node]};
    }

    int count(int feature) {
        return bounds[feature].length + 2;
    }

    /** Puts the bins of one feature of all rows at the head of an array. */
    void fill(int feature, float[] rows, int from, int rowCount, char[] into) {
        float[] ascending = bounds[feature];
        int width = bounds.length;
        for (int row = 0; row < rowCount; row++) {
            float value = rows[(from + row) * width + feature];
            into[row] = (char) bin(feature, ascending, value);
        }
    }

    private int bin(int feature, float[] ascending, float value) {
        if (Float.isNaN(value)) {
            return ascending.length + 1;
        }
        return categorical[feature] ? categoryBin(ascending, value) : notAbove(ascending, value);
    }

    /** A category that no split names is in bin 0, and goes left everywhere. */
    private static int categoryBin(float[] ascending, float value) {
        return Math.max(0, Arrays.binarySearch(ascending, (float) Math.floor(value)) + 1);
    }

    /** How many of them are not above the value; without branches, since those would be mispredicted. */
    private static int notAbove(float[] ascending, float value) {
        int from = 0;
        int length = ascending.length;
        while (length > 1) {
            int half = length >>> 1;
            from = ascending[from + half - 1] <= value ? from + half : from;
            length -= half;
        }
        return length == 1 && ascending[from] <= value ? from + 1 : from;
    }

    /** By bin, whether a split sends it left. */
    boolean[] goesLeft(Tree tree, int node) {
        int feature = tree.feature()[node];
        boolean[] left = new boolean[count(feature)];
        if (tree.isCategorical(node)) {
            Arrays.fill(left, true);
            for (int category : tree.categories()[node]) {
                left[Arrays.binarySearch(bounds[feature], category) + 1] = false;
            }
        } else {
            Arrays.fill(left, 0, Arrays.binarySearch(bounds[feature], tree.number()[node]) + 1, true);
        }
        left[left.length - 1] = tree.missingLeft()[node];
        return left;
    }
}
