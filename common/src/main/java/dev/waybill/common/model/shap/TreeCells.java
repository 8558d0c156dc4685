package dev.waybill.common.model.shap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bins of each feature, gathered into the few cells that one tree tells apart.
 *
 * <p>A feature's place among {@link #features} is its slot.
 */
final class TreeCells {

    private final int[] features;
    /** By slot and bin. */
    private final char[][] cellOfBin;
    /** By node and cell, 1 for left; empty at a leaf. */
    private final byte[][] goesLeft;
    /** By feature; -1 where the tree does not split on it. */
    private final int[] slotOfFeature;

    TreeCells(Tree tree, FeatureBins bins, int featureCount) {
        features = IntStream.range(0, tree.size())
                .filter(node -> !tree.isLeaf(node))
                .map(node -> tree.feature()[node])
                .distinct()
                .sorted()
                .toArray();
        cellOfBin = new char[features.length][];
        goesLeft = new byte[tree.size()][0];
        slotOfFeature = new int[featureCount];
        Arrays.fill(slotOfFeature, -1);
        for (int slot = 0; slot < features.length; slot++) {
            slotOfFeature[features[slot]] = slot;
            gather(tree, bins, slot);
        }
    }

    private void gather(Tree tree, FeatureBins bins, int slot) {
        int feature = features[slot];
        int[] nodes = IntStream.range(0, tree.size())
                .filter(node -> !tree.isLeaf(node) && tree.feature()[node] == feature)
                .toArray();
        List<boolean[]> byBin = new ArrayList<>();
        for (int node : nodes) {
            byBin.add(bins.goesLeft(tree, node));
        }
        cellOfBin[slot] = cells(byBin, bins.count(feature));
        for (int i = 0; i < nodes.length; i++) {
            goesLeft[nodes[i]] = byCell(byBin.get(i), cellOfBin[slot]);
        }
    }

    /** A new cell begins with each bin of which a split decides otherwise than of the bin before. */
    private static char[] cells(List<boolean[]> byBin, int bins) {
        char[] cells = new char[bins];
        for (int bin = 1; bin < bins; bin++) {
            int now = bin;
            boolean other = byBin.stream().anyMatch(left -> left[now] != left[now - 1]);
            cells[bin] = (char) (cells[bin - 1] + (other ? 1 : 0));
        }
        return cells;
    }

    private static byte[] byCell(boolean[] byBin, char[] cells) {
        byte[] left = new byte[cells[cells.length - 1] + 1];
        for (int bin = 0; bin < cells.length; bin++) {
            left[cells[bin]] = (byte) (byBin[bin] ? 1 : 0);
        }
        return left;
    }

    /** The features on which the tree splits, ascending. */
    int[] features() {
        return features;
    }

    int slot(int feature) {
        return slotOfFeature[feature];
    }

    int cellCount(int slot) {
        char[] cells = cellOfBin[slot];
        return cells[cells.length - 1] + 1;
    }

    /** By cell of the node's feature, whether it goes left: 1 or 0. */
    byte[] goesLeft(int node) {
        return goesLeft[node];
    }

    /** From the bins of all features to the cells of all slots, for some rows. */
    void fill(char[][] bins, int rowCount, char[][] cells) {
        for (int slot = 0; slot < features.length; slot++) {
            fill(cellOfBin[slot], bins[features[slot]], rowCount, cells[slot]);
        }
    }

    private static void fill(char[] cellOfBin, char[] bins, int rowCount, char[] cells) {
        for (int row = 0; row < rowCount; row++) {
            cells[row] = cellOfBin[bins[row]];
        }
    }

    long bytes() {
        long bytes = 0;
        for (char[] cells : cellOfBin) {
            bytes += 2L * cells.length;
        }
        return bytes;
    }
}
