package dev.waybill.common.model.shap;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The trees of a model with all that can be computed before rows come. Never changes, so it is for any number of threads. */
final class PreparedTrees {

    private final int features;
    private final double[] baseValues;
    private final FeatureBins bins;
    private final List<TabulatedTrees> tabulated = new ArrayList<>();
    private final List<DeepTree> deep = new ArrayList<>();

    PreparedTrees(Ensemble ensemble, long tableBudgetBytes) {
        features = ensemble.features();
        baseValues = ensemble.expectedValues();
        bins = new FeatureBins(ensemble);
        List<TreePartition> trees = ensemble.trees().stream()
                .filter(tree -> !tree.isLeaf(0)) // all of a constant is in the base value
                .map(tree -> new TreePartition(tree, new TreeCells(tree, bins, features), TablePlan.MOST_LINES))
                .toList();
        int[] mostLines = TablePlan.mostLines(trees, tableBudgetBytes);
        for (int output = 0; output < ensemble.outputs(); output++) {
            prepare(trees, mostLines, output);
        }
    }

    private void prepare(List<TreePartition> trees, int[] mostLines, int output) {
        int[] ofOutput = IntStream.range(0, trees.size())
                .filter(i -> trees.get(i).tree().output() == output)
                .toArray();
        List<TabulatedTree> group = new ArrayList<>();
        for (int i : ofOutput) {
            TreePartition partition = trees.get(i);
            if (mostLines[i] == 0) {
                deep.add(new DeepTree(partition.tree(), partition.cells()));
            } else {
                group.add(new TabulatedTree(partition.cells(), partition.tables(mostLines[i], features)));
            }
            if (group.size() == TabulatedTrees.MOST_TREES) {
                tabulated.add(new TabulatedTrees(output, features, group));
                group = new ArrayList<>();
            }
        }
        tabulated.add(new TabulatedTrees(output, features, group));
    }

    long tableBytes() {
        return tabulated.stream().mapToLong(TabulatedTrees::bytes).sum();
    }

    int treesWithoutTables() {
        return deep.size();
    }

    Contributions explain(float[] rows, int rowCount) {
        Contributions contributions = new Contributions(rowCount, features, baseValues);
        List<Quadrature> quadratures = deep.stream()
                .map(tree -> new Quadrature(tree.tree(), tree.cells(), features))
                .toList();
        RowBatch block = new RowBatch(features, Math.min(rowCount, RowBatch.MOST_ROWS));
        for (int first = 0; first < rowCount; first += RowBatch.MOST_ROWS) {
            block.read(bins, rows, first, Math.min(RowBatch.MOST_ROWS, rowCount - first));
            explain(block, quadratures, contributions);
        }
        return contributions;
    }

    private void explain(RowBatch block, List<Quadrature> quadratures, Contributions contributions) {
        tabulated.forEach(trees -> trees.explain(block, contributions));
        for (int i = 0; i < deep.size(); i++) {
            deep.get(i).explain(block, quadratures.get(i), contributions);
        }
    }
}
