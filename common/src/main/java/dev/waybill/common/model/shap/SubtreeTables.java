package dev.waybill.common.model.shap;

import java.util.Arrays;
import java.util.List;

/**
 * The tables of up to four subtrees of one tree. Four, because the numbers of their lines are added up together, in the
 * four quarters of one long.
 *
 * <p>A line holds contributions in pairs of neighbouring features, two fixed-point numbers in one long: half the additions,
 * and sums that do not depend on their order.
 */
final class SubtreeTables {

    static final int SUBTREES = 4;

    private static final int LONGS_OF_CACHE_LINE = 8;

    /** What a quarter of a long can number. */
    static final int MOST_LINES = 1 << 16;

    private final int[] slots;
    /** By place in slots and cell: the four line numbers that it adds to. */
    private final long[][] linesOfCell;
    /** The pairs of features that occur: features 2p and 2p + 1 are pair p. */
    private final int[] pairs;
    /** By subtree, where its table begins. */
    private final int[] starts = new int[SUBTREES];
    /** Line after line, the contributions of the first and the second feature of each pair. */
    private double[] exact;

    private long[] table = {};

    SubtreeTables(TreeCells cells, List<Subtree> subtrees, Quadrature quadrature) {
        slots = subtrees.stream()
                .flatMapToInt(subtree -> subtree.slots().stream().mapToInt(slot -> slot))
                .distinct()
                .toArray();
        pairs = Arrays.stream(slots)
                .map(slot -> cells.features()[slot] / 2)
                .sorted()
                .distinct()
                .toArray();
        linesOfCell = Arrays.stream(slots)
                .mapToObj(slot -> linesOfCell(subtrees, slot, cells.cellCount(slot)))
                .toArray(long[][]::new);
        exact = new double[2 * pairs.length * place(subtrees)];
        char[][] scratch = new char[cells.features().length][Quadrature.MOST_ROWS];
        for (int i = 0; i < subtrees.size(); i++) {
            compute(subtrees.get(i), quadrature, scratch, 2 * starts[i]);
        }
    }

    /** Line 0 stays empty: it is that of subtrees that are not there. */
    private int place(List<Subtree> subtrees) {
        int lines = 1;
        for (int i = 0; i < subtrees.size(); i++) {
            starts[i] = lines * pairs.length;
            lines += subtrees.get(i).lines();
        }
        return lines;
    }

    private static long[] linesOfCell(List<Subtree> subtrees, int slot, int cells) {
        long[] lines = new long[cells];
        for (int cell = 0; cell < cells; cell++) {
            for (int i = 0; i < subtrees.size(); i++) {
                lines[cell] |= (long) subtrees.get(i).lineOfCell(slot, cell) << (16 * i);
            }
        }
        return lines;
    }

    private void compute(Subtree subtree, Quadrature quadrature, char[][] scratch, int start) {
        for (int first = 0; first < subtree.lines(); first += Quadrature.MOST_ROWS) {
            int count = Math.min(Quadrature.MOST_ROWS, subtree.lines() - first);
            subtree.fill(first, count, scratch);
            double[][] contributions = quadrature.explain(subtree.route(), scratch, 0, count);
            store(contributions, count, start + 2 * first * pairs.length);
        }
    }

    private void store(double[][] contributions, int count, int start) {
        int at = start;
        for (int line = 0; line < count; line++) {
            for (int pair : pairs) {
                exact[at++] = contributions[2 * pair][line];
                exact[at++] = 2 * pair + 1 < contributions.length ? contributions[2 * pair + 1][line] : 0;
            }
        }
    }

    /** No sum of one line of each table is larger, nor is minus it. */
    double bound() {
        double bound = 0;
        for (int i = 0; i < SUBTREES; i++) {
            int end = i + 1 < SUBTREES && starts[i + 1] > 0 ? 2 * starts[i + 1] : exact.length;
            bound += starts[i] > 0 ? largest(2 * starts[i], end) : 0;
        }
        return bound;
    }

    private double largest(int from, int to) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(exact[i]));
        }
        return largest;
    }

    /** @param unit what the fixed-point number 1 stands for */
    void pack(double unit) {
        table = new long[exact.length / 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = Math.round(exact[2 * i] / unit) + (Math.round(exact[2 * i + 1] / unit) << 32);
        }
        exact = new double[0];
    }

    long bytes() {
        return 8L * table.length;
    }

    /**
     * Adds the contributions of some rows.
     *
     * @param cells by slot and row
     * @param lines scratch, by row
     * @param sums by row and pair
     */
    void add(char[][] cells, int rowCount, long[] lines, long[] sums, int allPairs) {
        Arrays.fill(lines, 0, rowCount, 0);
        for (int i = 0; i < slots.length; i++) {
            addLines(linesOfCell[i], cells[slots[i]], rowCount, lines);
        }
        addTables(rowCount, lines, sums, allPairs);
    }

    /** Whether rows look up so much of the table that it is better to have all of it in the processor's cache beforehand. */
    boolean isWorthReading(int rowCount) {
        return LONGS_OF_CACHE_LINE / 2L * rowCount * SUBTREES * pairs.length >= table.length;
    }

    /**
     * Reads the table from one end to the other, which a processor does ahead of its program: the lookups that follow are in no
     * order, and each would have to wait for the memory.
     *
     * @return a number that means nothing, so that nobody may leave out the reading
     */
    long read() {
        long all = 0;
        for (int i = 0; i < table.length; i += LONGS_OF_CACHE_LINE) {
            all += table[i];
        }
        return all;
    }

    private static void addLines(long[] linesOfCell, char[] cells, int rowCount, long[] lines) {
        for (int row = 0; row < rowCount; row++) {
            lines[row] += linesOfCell[cells[row]];
        }
    }

    private void addTables(int rowCount, long[] lines, long[] sums, int allPairs) {
        int width = pairs.length;
        long[] from = table;
        for (int row = 0; row < rowCount; row++) {
            long line = lines[row];
            int first = starts[0] + (int) (line & 0xffff) * width;
            int second = starts[1] + (int) (line >>> 16 & 0xffff) * width;
            int third = starts[2] + (int) (line >>> 32 & 0xffff) * width;
            int fourth = starts[3] + (int) (line >>> 48) * width;
            int to = row * allPairs;
            for (int i = 0; i < width; i++) {
                sums[to + pairs[i]] += from[first + i] + from[second + i] + from[third + i] + from[fourth + i];
            }
        }
    }
}
