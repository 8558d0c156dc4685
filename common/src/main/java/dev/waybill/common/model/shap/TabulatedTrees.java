package dev.waybill.common.model.shap;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Some trees of one output, explained by tables whose fixed-point numbers share one scale. */
final class TabulatedTrees {

    /** Enough for converting sums to be rare, few enough for the scale to be fine. */
    static final int MOST_TREES = 16;

    private final int output;
    private final int pairs;
    private final List<TabulatedTree> trees;
    /** What the fixed-point number 1 stands for. */
    private final double unit;

    TabulatedTrees(int output, int features, List<TabulatedTree> trees) {
        this.output = output;
        this.trees = trees;
        pairs = (features + 1) / 2;
        unit = unit(tables().mapToDouble(SubtreeTables::bound).sum());
        tables().forEach(tables -> tables.pack(unit));
    }

    /** A sum up to the bound takes at most half the range of an int: rounding can never make it overflow. */
    private static double unit(double bound) {
        return bound > 0 ? Math.scalb(1.0, Math.getExponent(bound) - 29) : 1;
    }

    private Stream<SubtreeTables> tables() {
        return trees.stream().flatMap(tree -> tree.tables().stream());
    }

    long bytes() {
        return tables().mapToLong(SubtreeTables::bytes).sum();
    }

    void explain(RowBatch block, Contributions contributions) {
        long[] sums = block.sums();
        Arrays.fill(sums, 0, block.rowCount() * pairs, 0);
        for (TabulatedTree tree : trees) {
            char[][] cells = block.cells(tree.cells());
            for (SubtreeTables tables : tree.tables()) {
                block.readAhead(tables);
                tables.add(cells, block.rowCount(), block.lines(), sums, pairs);
            }
        }
        for (int row = 0; row < block.rowCount(); row++) {
            contributions.add(block.firstRow() + row, output, sums, row * pairs, unit);
        }
    }
}
