package dev.waybill.common.model.shap;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which trees get tables, and of which size, within a budget of memory. */
final class TablePlan {

    /** Larger tables serve more leaves at once, but no longer stay in the processor's cache. */
    static final int MOST_LINES = 2048;

    private TablePlan() {}

    /** By tree, how many lines the table of a subtree may have; 0 for a tree without tables. */
    static int[] mostLines(List<TreePartition> trees, long budgetBytes) {
        for (int lines = MOST_LINES; lines > 0; lines /= 2) {
            if (bytes(trees, lines, budgetBytes) <= budgetBytes) {
                int[] same = new int[trees.size()];
                Arrays.fill(same, lines);
                return same;
            }
        }
        return cheapestFirst(trees, budgetBytes);
    }

    /** Stops counting above the budget. */
    private static long bytes(List<TreePartition> trees, int mostLines, long budgetBytes) {
        long total = 0;
        for (int i = 0; i < trees.size() && total <= budgetBytes; i++) {
            long bytes = trees.get(i).bytes(mostLines);
            total = bytes == Long.MAX_VALUE ? bytes : total + bytes;
        }
        return total;
    }

    private static int[] cheapestFirst(List<TreePartition> trees, long budgetBytes) {
        int[] lines = trees.stream().mapToInt(TablePlan::cheapest).toArray();
        long[] bytes = IntStream.range(0, lines.length)
                .mapToLong(i -> trees.get(i).bytes(lines[i]))
                .toArray();
        int[] order = IntStream.range(0, lines.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> bytes[i]))
                .mapToInt(i -> i)
                .toArray();
        long left = budgetBytes;
        for (int i : order) {
            if (bytes[i] <= left) {
                left -= bytes[i];
            } else {
                lines[i] = 0;
            }
        }
        return lines;
    }

    private static int cheapest(TreePartition tree) {
        return IntStream.iterate(MOST_LINES, lines -> lines > 0, lines -> lines / 2)
                .boxed()
                .min(Comparator.comparingLong(tree::bytes))
                .orElseThrow();
    }
}
