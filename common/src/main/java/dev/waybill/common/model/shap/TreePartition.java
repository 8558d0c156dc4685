package dev.waybill.common.model.shap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Where a tree may be cut into subtrees small enough for tables. */
final class TreePartition {

    private final Tree tree;
    private final TreeCells cells;
    /** By node, the lines of the table of its subtree; more than the limit if too many to matter. */
    private final int[] lines;

    private final int limit;

    /** @param limit the most lines that anyone will ask for */
    TreePartition(Tree tree, TreeCells cells, int limit) {
        this.tree = tree;
        this.cells = cells;
        this.limit = limit;
        lines = new int[tree.size()];
        count(new int[] {0});
    }

    /** A subtree has no fewer lines than one inside it, so that counting stops where there are too many. */
    private boolean count(int[] route) {
        int node = route[route.length - 1];
        boolean fits = true;
        for (int child : tree.children(node)) {
            fits &= count(extended(route, child));
        }
        lines[node] = fits ? new Subtree(tree, cells, route).lines() : Integer.MAX_VALUE;
        return lines[node] <= limit;
    }

    private static int[] extended(int[] route, int node) {
        int[] extended = Arrays.copyOf(route, route.length + 1);
        extended[route.length] = node;
        return extended;
    }

    /** The largest subtrees of at most so many lines that make up the tree; none if one leaf alone has more. */
    List<int[]> routes(int mostLines) {
        List<int[]> routes = new ArrayList<>();
        return collect(new int[] {0}, mostLines, routes) ? routes : List.of();
    }

    private boolean collect(int[] route, int mostLines, List<int[]> routes) {
        int node = route[route.length - 1];
        if (lines[node] <= mostLines) {
            routes.add(route);
            return true;
        }
        return !tree.isLeaf(node)
                && collect(extended(route, tree.left()[node]), mostLines, routes)
                && collect(extended(route, tree.right()[node]), mostLines, routes);
    }

    List<SubtreeTables> tables(int mostLines, int features) {
        Quadrature quadrature = new Quadrature(tree, cells, features);
        return groups(routes(mostLines)).stream()
                .map(group -> new SubtreeTables(cells, subtrees(group), quadrature))
                .toList();
    }

    private List<Subtree> subtrees(List<int[]> routes) {
        return routes.stream().map(route -> new Subtree(tree, cells, route)).toList();
    }

    private static List<List<int[]>> groups(List<int[]> routes) {
        return IntStream.iterate(0, i -> i < routes.size(), i -> i + SubtreeTables.SUBTREES)
                .mapToObj(i -> routes.subList(i, Math.min(i + SubtreeTables.SUBTREES, routes.size())))
                .toList();
    }

    /** What the tables of such subtrees take; more than any budget if there are none. */
    long bytes(int mostLines) {
        List<int[]> routes = routes(mostLines);
        return routes.isEmpty()
                ? Long.MAX_VALUE
                : groups(routes).stream().mapToLong(this::bytes).sum();
    }

    private long bytes(List<int[]> group) {
        BitSet pairs = new BitSet();
        long count = 1;
        for (int[] route : group) {
            Arrays.stream(route, 0, route.length - 1).forEach(node -> pairs.set(tree.feature()[node] / 2));
            addPairs(route[route.length - 1], pairs);
            count += lines[route[route.length - 1]];
        }
        return Long.BYTES * count * pairs.cardinality();
    }

    private void addPairs(int node, BitSet pairs) {
        if (!tree.isLeaf(node)) {
            pairs.set(tree.feature()[node] / 2);
            Arrays.stream(tree.children(node)).forEach(child -> addPairs(child, pairs));
        }
    }

    Tree tree() {
        return tree;
    }

    TreeCells cells() {
        return cells;
    }
}
