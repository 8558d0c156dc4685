package dev.waybill.common.model.shap;

/**
 * Some rows, while all trees are applied to them: so many that bringing the tables of a tree into the processor's cache
 * pays, so few that their sums stay there beside it.
 */
final class RowBatch {

    static final int MOST_ROWS = 4096;

    private final char[][] bins;
    private final char[][] cells;
    private final long[] lines;
    private final long[] sums;
    private int firstRow;
    private int rowCount;

    @SuppressWarnings("UnusedVariable") // without it the reading could be left out
    private long read;

    RowBatch(int features, int capacity) {
        bins = new char[features][capacity];
        cells = new char[features][capacity];
        lines = new long[capacity];
        sums = new long[(features + 1) / 2 * capacity];
    }

    void read(FeatureBins from, float[] rows, int first, int count) {
        firstRow = first;
        rowCount = count;
        for (int feature = 0; feature < bins.length; feature++) {
            from.fill(feature, rows, first, count, bins[feature]);
        }
    }

    /** Brings a table into the processor's cache if that is worth it for the rows. */
    void readAhead(SubtreeTables tables) {
        if (tables.isWorthReading(rowCount)) {
            read += tables.read();
        }
    }

    int firstRow() {
        return firstRow;
    }

    int rowCount() {
        return rowCount;
    }

    /** By slot of a tree and row. */
    char[][] cells(TreeCells of) {
        of.fill(bins, rowCount, cells);
        return cells;
    }

    /** Scratch, by row. */
    long[] lines() {
        return lines;
    }

    /** Scratch, by row and pair of features. */
    long[] sums() {
        return sums;
    }
}
