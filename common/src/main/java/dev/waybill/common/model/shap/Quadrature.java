package dev.waybill.common.model.shap;

import java.util.Arrays;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Shapley values of the leaves of a tree, for many rows at once and at any depth.
 *
 * <p>Take a leaf of value v, reached through splits on n features, where feature i lets a share z_i of the training rows
 * through, and the row itself (o_i = 1) or not (o_i = 0). It adds to the contribution of feature i
 *
 * <pre>v (o_i - z_i) &#8747; &#8719; (t o_j + (1 - t) z_j) dt,   t from 0 to 1, the product over the features other than i</pre>
 *
 * <p>since a coalition of s of the others weighs &#8747; t^s (1 - t)^(n-1-s) dt. The game is path-dependent TreeSHAP of
 * Lundberg et al., From local explanations to global understanding with explainable AI for trees, Nature Machine
 * Intelligence 2 (2020), algorithm 2. The polynomial under the integral has degree n - 1, so n / 2 points of Gauss and
 * Legendre integrate it exactly. Products are kept by point on the way down and summed over leaves on the way up, as in
 * Yu et al., Linear TreeShap, NeurIPS 35 (2022), section 4: the work is nodes times points, where algorithm 2 takes leaves
 * times the square of the depth.
 *
 * <p>Holds scratch space, so it is for one thread.
 */
final class Quadrature {

    /** How many rows fit into the scratch space: few enough for it to stay in the processor's cache. */
    static final int MOST_ROWS = 128;

    private final Tree tree;
    private final TreeCells cells;
    private final GaussIntegrator points;
    /** By feature and row. */
    private final double[][] contributions;
    /** By feature: the depth below its latest split on the way down, or 0. */
    private final int[] latest;

    // By depth, of the node there and of the edge that leads to it:
    /** By point and row, &#8719; (t o + (1 - t) z) over the features so far. */
    private final double[][] products;
    /** By point and row, the values times products of all leaves below. */
    private final double[][] sums;
    /** By row, o of the edge's feature; and z of it. */
    private final double[][] satisfied;

    private final double[] shares;
    private final double[][] left;

    private int[] route = {};
    private char[][] rowCells = {};
    private int firstRow;
    private int rows;

    Quadrature(Tree tree, TreeCells cells, int features) {
        this.tree = tree;
        this.cells = cells;
        int depth = tree.depth();
        points = new GaussIntegratorFactory().legendre(Math.max(1, (Math.min(depth, features) + 1) / 2), 0, 1);
        contributions = new double[features][MOST_ROWS];
        latest = new int[features];
        products = new double[depth + 1][points.getNumberOfPoints() * MOST_ROWS];
        sums = new double[depth + 1][points.getNumberOfPoints() * MOST_ROWS];
        satisfied = new double[depth + 1][MOST_ROWS];
        shares = new double[depth + 1];
        left = new double[depth + 1][MOST_ROWS];
    }

    /**
     * The contributions by feature and row; overwritten by the next call.
     *
     * @param under the nodes from the root to the one whose leaves count
     * @param cellsOfRows by slot of the tree and row
     * @param first of so many rows, which come first in the result
     */
    double[][] explain(int[] under, char[][] cellsOfRows, int first, int rowCount) {
        route = under;
        rowCells = cellsOfRows;
        firstRow = first;
        rows = rowCount;
        for (double[] contribution : contributions) {
            Arrays.fill(contribution, 0, rows, 0);
        }
        Arrays.fill(products[0], 0, points.getNumberOfPoints() * rows, 1);
        descend(0, 0);
        return contributions;
    }

    private void descend(int node, int depth) {
        if (tree.isLeaf(node)) {
            scale(products[depth], tree.number()[node], sums[depth], points.getNumberOfPoints() * rows);
            return;
        }
        Arrays.fill(sums[depth], 0, points.getNumberOfPoints() * rows, 0);
        decide(cells.goesLeft(node), rowCells[cells.slot(tree.feature()[node])], firstRow, left[depth], rows);
        for (int child : tree.children(node)) {
            if (depth + 1 >= route.length || route[depth + 1] == child) {
                follow(node, child, depth + 1);
            }
        }
    }

    private void follow(int node, int child, int depth) {
        int feature = tree.feature()[node];
        int before = latest[feature];
        double share = tree.share(node, child);
        shares[depth] = before == 0 ? share : share * shares[before];
        satisfy(child == tree.left()[node], satisfied[before], before == 0, depth);
        multiplyProducts(depth, before, share);
        latest[feature] = depth;
        descend(child, depth);
        latest[feature] = before;
        addContributions(contributions[feature], depth, before);
        add(sums[depth], sums[depth - 1], points.getNumberOfPoints() * rows);
    }

    private void satisfy(boolean isLeft, double[] earlier, boolean isFirst, int depth) {
        double constant = isLeft ? 0 : 1;
        double slope = isLeft ? 1 : -1;
        double[] goesLeft = left[depth - 1];
        double[] now = satisfied[depth];
        for (int row = 0; row < rows; row++) {
            now[row] = constant + slope * goesLeft[row];
        }
        for (int row = 0; row < rows && !isFirst; row++) {
            now[row] *= earlier[row];
        }
    }

    /** Puts the factor of an edge into the products, in place of that of an earlier split on the same feature. */
    private void multiplyProducts(int depth, int before, double share) {
        for (int i = 0; i < points.getNumberOfPoints(); i++) {
            double t = points.getPoint(i);
            double replaced = before == 0 ? 1 : factor(t, shares[before]);
            double unsatisfied = (1 - t) * shares[depth] / replaced;
            // Where the earlier split was not satisfied either, its factor was (1 - t) z, and only z changes.
            double constant = before == 0 ? unsatisfied : share;
            multiply(
                    products[depth - 1],
                    i * rows,
                    constant,
                    unsatisfied - constant,
                    satisfied[before],
                    t / replaced,
                    satisfied[depth],
                    products[depth],
                    rows);
        }
    }

    /**
     * (o - z) over the factor of the feature is o / ((1 - t) (t + (1 - t) z)) - 1 / (1 - t). What the leaves below were
     * given for an earlier split on the feature is taken back.
     */
    private void addContributions(double[] contribution, int depth, int before) {
        for (int i = 0; i < points.getNumberOfPoints(); i++) {
            double t = points.getPoint(i);
            double weight = points.getWeight(i) / (1 - t);
            accumulate(
                    sums[depth],
                    i * rows,
                    before == 0 ? -weight : 0,
                    before == 0 ? 0 : -weight / factor(t, shares[before]),
                    satisfied[before],
                    weight / factor(t, shares[depth]),
                    satisfied[depth],
                    contribution,
                    rows);
        }
    }

    private static double factor(double t, double share) {
        return t + (1 - t) * share;
    }

    private static void decide(byte[] leftOfCell, char[] cells, int first, double[] left, int rows) {
        for (int row = 0; row < rows; row++) {
            left[row] = leftOfCell[cells[first + row]];
        }
    }

    // Loops over rows, plain enough for the compiler to turn them into vector instructions.

    private static void multiply(
            double[] by,
            int from,
            double constant,
            double earlierSlope,
            double[] earlier,
            double slope,
            double[] now,
            double[] into,
            int rows) {
        for (int row = 0; row < rows; row++) {
            into[from + row] = by[from + row] * (constant + earlierSlope * earlier[row] + slope * now[row]);
        }
    }

    private static void accumulate(
            double[] by,
            int from,
            double constant,
            double earlierSlope,
            double[] earlier,
            double slope,
            double[] now,
            double[] into,
            int rows) {
        for (int row = 0; row < rows; row++) {
            into[row] += by[from + row] * (constant + earlierSlope * earlier[row] + slope * now[row]);
        }
    }

    private static void scale(double[] by, double factor, double[] into, int length) {
        for (int i = 0; i < length; i++) {
            into[i] = factor * by[i];
        }
    }

    private static void add(double[] what, double[] into, int length) {
        for (int i = 0; i < length; i++) {
            into[i] += what[i];
        }
    }
}
