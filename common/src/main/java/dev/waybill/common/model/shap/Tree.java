package dev.waybill.common.model.shap;

import java.io.Serializable;

/**
 * One regression tree, in arrays by node; its root is node 0.
 *
 * @param output the number of the output (a class, for instance) that it adds to
 * @param left the child for rows that a split sends left; negative at a leaf
 * @param feature on which a node splits
 * @param number at a numeric split the threshold (smaller goes left), at a leaf its value
 * @param missingLeft whether rows without a value go left
 * @param cover the sum of hessians of the training rows that came through
 * @param categories those that a categorical split sends right; empty at any other node
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and large
record Tree(
        int output,
        int[] left,
        int[] right,
        int[] feature,
        float[] number,
        boolean[] missingLeft,
        float[] cover,
        int[][] categories)
        implements Serializable {

    int size() {
        return left.length;
    }

    boolean isLeaf(int node) {
        return left[node] < 0;
    }

    /** Left, then right; none at a leaf. */
    int[] children(int node) {
        return isLeaf(node) ? new int[0] : new int[] {left[node], right[node]};
    }

    boolean isCategorical(int node) {
        return categories[node].length > 0;
    }

    /** The share of a node's training rows that went on to a child; halves where none came at all. */
    double share(int node, int child) {
        return cover[node] > 0 ? (double) cover[child] / cover[node] : 0.5;
    }

    /** What the tree predicts on average over its training rows: the value of knowing no feature. */
    double expectedValue() {
        return expectedValue(0);
    }

    private double expectedValue(int node) {
        if (isLeaf(node)) {
            return number[node];
        }
        return share(node, left[node]) * expectedValue(left[node])
                + share(node, right[node]) * expectedValue(right[node]);
    }

    int depth() {
        return depth(0);
    }

    private int depth(int node) {
        return isLeaf(node) ? 0 : 1 + Math.max(depth(left[node]), depth(right[node]));
    }
}
