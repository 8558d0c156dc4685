package dev.waybill.pipelines.cli;

import dev.waybill.common.report.Markdown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
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

    /** A table of texts. */
    static TextTable of(List<String> names, List<List<String>> rows) {
        return new TextTable(names.stream().map(name -> new Column(name, false)).toList(), rows);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The heading, a rule, and the rows: on a terminal cut to its width, the widest columns first; to a file not. */
    List<String> lines(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        print(terminal, Collections.emptyIterator(), lines::add);
        return lines;
    }

    /**
     * As {@link #lines}, one by one.
     *
     * @param more rows below, which do not count for the widths
     */
    void print(Terminal terminal, Iterator<List<String>> more, Consumer<String> out) {
        List<Integer> widths = widths();
        if (terminal.live()) {
            shrink(widths, terminal.width());
        }
        out.accept(line(columns.stream().map(Column::name).toList(), widths, terminal));
        out.accept(line(widths.stream().map("-"::repeat).toList(), widths, terminal));
        rows.forEach(row -> out.accept(line(row, widths, terminal)));
        more.forEachRemaining(
                row -> out.accept(line(row.stream().map(TextTable::oneLine).toList(), widths, terminal)));
    }

    /** As a table in Markdown. */
    List<String> markdown() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(escaped(columns.stream().map(Column::name).toList()));
        rows.forEach(row -> cells.add(escaped(row)));
        List<Integer> widths = IntStream.range(0, columns.size())
                .mapToObj(i -> cells.stream()
                        .mapToInt(row -> row.get(i).length())
                        .max()
                        .orElse(0))
                .toList();
        List<String> lines = new ArrayList<>();
        cells.forEach(row -> lines.add("| " + String.join(" | ", padded(row, widths)) + " |"));
        lines.add(1, "|-" + String.join("-|-", widths.stream().map("-"::repeat).toList()) + "-|");
        return lines;
    }

    private static List<String> escaped(List<String> row) {
        return row.stream().map(Markdown::text).toList();
    }

    private static List<String> padded(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(
                        i -> row.get(i) + " ".repeat(widths.get(i) - row.get(i).length()))
                .toList();
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
                .mapToObj(i -> {
                    String text = terminal.live() ? terminal.cut(cells.get(i), widths.get(i)) : cells.get(i);
                    return cell(text, widths.get(i), columns.get(i));
                })
                .toList();
        String line = String.join(" ".repeat(GAP), padded).stripTrailing();
        return terminal.live() ? terminal.cut(line, terminal.width()) : line;
    }

    private static String cell(String text, int width, Column column) {
        String blanks = " ".repeat(Math.max(0, width - length(text)));
        return column.number() ? blanks + text : text + blanks;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
