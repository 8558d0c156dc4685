package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Columns of text one below the other, two blanks between them. */
final class TextTable {

    /** What a column is called, and whether it holds numbers, which stand to the right. */
    record Column(String name, boolean number) {}

    private static final int GAP = 2;
    private static final int LEAST = 4;

    private final List<Column> columns;
    private final List<List<String>> rows;

    TextTable(List<Column> columns, List<List<String>> rows) {
        this.columns = columns;
        this.rows = rows.stream()
                .map(row -> row.stream().map(TextTable::oneLine).toList())
                .toList();
    }

    /**
     * The heading, a rule, and the rows.
     *
     * @param fit on a terminal, the width to cut to, the widest columns first; to a file nothing is cut
     */
    List<String> lines(Terminal terminal, OptionalInt fit) {
        List<Integer> widths = widths();
        fit.ifPresent(width -> shrink(widths, width));
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::name).toList(), widths, terminal));
        lines.add(line(widths.stream().map("-"::repeat).toList(), widths, terminal));
        rows.forEach(row -> lines.add(line(row, widths, terminal)));
        fit.ifPresent(width -> lines.replaceAll(line -> terminal.cut(line, width)));
        return lines;
    }

    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            widths.add(rows.stream()
                    .mapToInt(row -> length(row.get(column)))
                    .reduce(length(columns.get(i).name()), Math::max));
        }
        return widths;
    }

    private static void shrink(List<Integer> widths, int fit) {
        int gaps = GAP * (widths.size() - 1);
        while (total(widths) + gaps > fit && Collections.max(widths) > LEAST) {
            int widest = widths.indexOf(Collections.max(widths));
            widths.set(widest, widths.get(widest) - 1);
        }
    }

    private static int total(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    private String line(List<String> cells, List<Integer> widths, Terminal terminal) {
        List<String> padded = IntStream.range(0, cells.size())
                .mapToObj(i -> cell(terminal.cut(cells.get(i), widths.get(i)), widths.get(i), columns.get(i)))
                .toList();
        return String.join(" ".repeat(GAP), padded).stripTrailing();
    }

    private static String cell(String text, int width, Column column) {
        String blanks = " ".repeat(width - length(text));
        return column.number() ? blanks + text : text + blanks;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
