package dev.waybill.common.model;

import java.io.Serializable;
import java.util.List;

/**
 * An isolation forest: odd rows are alone after few random splits.
 *
 * @param sample rows that each tree was grown on
 */
public record IsolationForest(int sample, List<IsolationTree> trees) implements Serializable {

    /** Scores are told to a millionth, so that rows can be counted by them. */
    private static final double DIGITS = 1e6;

    /**
     * How odd a row is: near 1 if it is alone at once, below 0.5 if it takes longer than usual (Liu et al. 2008,
     * equation 2).
     *
     * @param row a number for each input, none of them missing
     */
    public double score(float[] row) {
        double length = 0;
        for (IsolationTree tree : trees) {
            length += tree.pathLength(row);
        }
        double score = Math.pow(2, -length / trees.size() / IsolationTree.usualLength(sample));
        return Math.rint(score * DIGITS) / DIGITS;
    }
}
