package dev.waybill.common.model.shap;

/** A tree that is explained row by row, since its tables would be too large. */
record DeepTree(Tree tree, TreeCells cells) {

    private static final int[] ROOT = {0};

    void explain(RowBatch block, Quadrature quadrature, Contributions contributions) {
        char[][] cellsOfRows = block.cells(cells);
        for (int first = 0; first < block.rowCount(); first += Quadrature.MOST_ROWS) {
            int count = Math.min(Quadrature.MOST_ROWS, block.rowCount() - first);
            double[][] found = quadrature.explain(ROOT, cellsOfRows, first, count);
            for (int feature : cells.features()) {
                contributions.add(block.firstRow() + first, count, tree.output(), feature, found[feature]);
            }
        }
    }
}
