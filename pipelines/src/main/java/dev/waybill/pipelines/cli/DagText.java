package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A graph of stages as text, each below those that it needs. A stage is a star; its line leads down to the stages that
 * read it. Lines that say nothing new are left out, but the words behind a stage name all that it needs.
 *
 * <pre>
 * *     prepare
 * +--.
 * *  |  features  after prepare
 * |  |
 * +--'
 * *     train     after prepare, features
 * </pre>
 */
final class DagText {

    private static final int LANE = 3;
    private static final int FREE = -1;

    private final List<String> names;
    private final List<List<Integer>> needs;
    /** Which stage each lane leads to. */
    private final List<Integer> lanes = new ArrayList<>();

    private final List<String> drawing = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private DagText(List<String> names, List<List<Integer>> needs) {
        this.names = names;
        this.needs = needs;
    }

    /** @param needs by stage, each after those that it needs, the stages whose outputs it reads */
    static DagText of(Map<String, List<String>> needs) {
        List<String> names = List.copyOf(needs.keySet());
        DagText text = new DagText(
                names,
                needs.values().stream()
                        .map(list -> list.stream().map(names::indexOf).sorted().toList())
                        .toList());
        text.draw();
        return text;
    }

    List<String> lines() {
        int width = drawing.stream().mapToInt(String::length).max().orElse(0) + LANE - 1;
        return IntStream.range(0, drawing.size())
                .mapToObj(i -> words.get(i).isEmpty()
                        ? drawing.get(i).stripTrailing()
                        : drawing.get(i) + " ".repeat(width - drawing.get(i).length()) + words.get(i))
                .toList();
    }

    private void draw() {
        List<Set<Integer>> readers = readers();
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < names.size(); i++) {
            int lane = arrive(i);
            List<String> after = needs.get(i).stream().map(names::get).toList();
            String tail = after.isEmpty() ? "" : "  after " + String.join(", ", after);
            line(cells(lane, '*'), after.isEmpty() ? names.get(i) : padded(names.get(i), longest) + tail);
            leave(lane, readers.get(i));
        }
    }

    /** Lines that lead to a stage meet in the first of their lanes. */
    private int arrive(int stage) {
        List<Integer> arriving = IntStream.range(0, lanes.size())
                .filter(lane -> lanes.get(lane) == stage)
                .boxed()
                .toList();
        if (!drawing.isEmpty()) {
            line(cells(FREE, ' '), "");
        }
        if (arriving.size() > 1) {
            line(joined(arriving.get(0), arriving, '\''), "");
        }
        int lane = arriving.isEmpty() ? free() : arriving.get(0);
        arriving.forEach(other -> lanes.set(other, FREE));
        lanes.set(lane, stage);
        return lane;
    }

    /** The first reader takes over the lane, others get one of their own. */
    private void leave(int lane, Set<Integer> readers) {
        lanes.set(lane, FREE);
        List<Integer> taken = new ArrayList<>();
        for (int reader : readers) {
            int next = taken.isEmpty() ? lane : free();
            lanes.set(next, reader);
            taken.add(next);
        }
        if (taken.size() > 1) {
            line(joined(lane, taken, '.'), "");
        }
    }

    private int free() {
        int lane = lanes.indexOf(FREE);
        if (lane < 0) {
            lanes.add(FREE);
            return lanes.size() - 1;
        }
        return lane;
    }

    private char[] cells(int lane, char mark) {
        char[] cells = new char[lanes.size() * LANE];
        Arrays.fill(cells, ' ');
        for (int i = 0; i < lanes.size(); i++) {
            cells[i * LANE] = lanes.get(i) == FREE ? ' ' : '|';
        }
        if (lane != FREE) {
            cells[lane * LANE] = mark;
        }
        return cells;
    }

    private char[] joined(int lane, List<Integer> with, char corner) {
        char[] cells = cells(FREE, ' ');
        int first = Math.min(lane, with.stream().min(Integer::compare).orElse(lane));
        int last = Math.max(lane, with.stream().max(Integer::compare).orElse(lane));
        for (int i = first * LANE; i < last * LANE; i++) {
            cells[i] = cells[i] == ' ' ? '-' : cells[i];
        }
        with.forEach(other -> cells[other * LANE] = corner);
        cells[lane * LANE] = '+';
        return cells;
    }

    private void line(char[] cells, String text) {
        drawing.add(new String(cells).stripTrailing());
        words.add(text);
    }

    /** Without the stages that are read by way of others anyway. */
    private List<Set<Integer>> readers() {
        List<Set<Integer>> readers = new ArrayList<>();
        names.forEach(name -> readers.add(new TreeSet<>()));
        List<BitSet> before = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            BitSet all = new BitSet();
            BitSet indirect = new BitSet();
            for (int need : needs.get(i)) {
                all.set(need);
                all.or(before.get(need));
                indirect.or(before.get(need));
            }
            before.add(all);
            int reader = i;
            needs.get(i).stream()
                    .filter(need -> !indirect.get(need))
                    .forEach(need -> readers.get(need).add(reader));
        }
        return readers;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
