package dev.waybill.common.model.shap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The leaves under one node of a tree, and in how many ways rows can differ for them.
 *
 * <p>For these leaves, all that matters of a feature is its state: whether its value lets a row through all splits on the
 * way to the node, and where each split below sends it. Rows with the same states have the same contributions, so that a
 * table with a line for each combination of states explains every row.
 */
final class Subtree {

    /** Of the features on the way and below, their slots in the tree. */
    private final List<Integer> slots = new ArrayList<>();
    /** By feature, what the line of its state counts from, for each cell. */
    private final List<int[]> lineOfCell = new ArrayList<>();
    /** By feature and state, a cell that has it. */
    private final List<List<Integer>> cellOfState = new ArrayList<>();

    private final int[] route;
    private long lines = 1;

    /** @param route the nodes from the root to the one whose leaves these are */
    Subtree(Tree tree, TreeCells cells, int[] route) {
        this.route = route;
        Map<Integer, List<Integer>> nodes = new LinkedHashMap<>();
        for (int i = 0; i < route.length - 1; i++) {
            nodes.computeIfAbsent(cells.slot(tree.feature()[route[i]]), slot -> new ArrayList<>());
        }
        gather(tree, cells, route[route.length - 1], nodes);
        nodes.forEach((slot, below) -> addStates(tree, cells, slot, below));
    }

    private static void gather(Tree tree, TreeCells cells, int node, Map<Integer, List<Integer>> nodes) {
        if (!tree.isLeaf(node)) {
            nodes.computeIfAbsent(cells.slot(tree.feature()[node]), slot -> new ArrayList<>())
                    .add(node);
            gather(tree, cells, tree.left()[node], nodes);
            gather(tree, cells, tree.right()[node], nodes);
        }
    }

    private void addStates(Tree tree, TreeCells cells, int slot, List<Integer> below) {
        Map<BitSet, Integer> states = new LinkedHashMap<>();
        List<Integer> representatives = new ArrayList<>();
        int[] line = new int[cells.cellCount(slot)];
        for (int cell = 0; cell < line.length; cell++) {
            BitSet decisions = decisions(tree, cells, slot, cell, below);
            if (states.putIfAbsent(decisions, states.size()) == null) {
                representatives.add(cell);
            }
            line[cell] = (int) Math.min(Integer.MAX_VALUE, lines * states.getOrDefault(decisions, 0));
        }
        slots.add(slot);
        lineOfCell.add(line);
        cellOfState.add(representatives);
        lines = Math.min(Integer.MAX_VALUE, lines * states.size());
    }

    private BitSet decisions(Tree tree, TreeCells cells, int slot, int cell, List<Integer> below) {
        BitSet decisions = new BitSet();
        decisions.set(0, comesHere(tree, cells, slot, cell));
        for (int i = 0; i < below.size(); i++) {
            decisions.set(i + 1, cells.goesLeft(below.get(i))[cell] == 1);
        }
        return decisions;
    }

    private boolean comesHere(Tree tree, TreeCells cells, int slot, int cell) {
        for (int i = 0; i < route.length - 1; i++) {
            int node = route[i];
            boolean isLeft = tree.left()[node] == route[i + 1];
            if (cells.slot(tree.feature()[node]) == slot && isLeft != (cells.goesLeft(node)[cell] == 1)) {
                return false;
            }
        }
        return true;
    }

    int[] route() {
        return route;
    }

    List<Integer> slots() {
        return slots;
    }

    /** The number of combinations of states, at most the largest int. */
    int lines() {
        return (int) lines;
    }

    /** By cell of the feature of a slot, what it adds to the number of a row's line; 0 if the feature does not matter. */
    int lineOfCell(int slot, int cell) {
        int place = slots.indexOf(slot);
        return place < 0 ? 0 : lineOfCell.get(place)[cell];
    }

    /** Puts cells into place, by slot, so that they stand for consecutive lines. */
    void fill(int firstLine, int count, char[][] cells) {
        int stride = 1;
        for (int place = 0; place < slots.size(); place++) {
            List<Integer> states = cellOfState.get(place);
            char[] into = cells[slots.get(place)];
            for (int i = 0; i < count; i++) {
                into[i] = (char) (int) states.get((firstLine + i) / stride % states.size());
            }
            stride *= states.size();
        }
    }
}
