package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Texts in rows and columns, to be printed as a table or in Markdown. */
record Grid(List<String> columns, List<List<String>> rows) {

    List<String> lines(Terminal terminal) {
        OptionalInt fit = terminal.live() ? OptionalInt.of(terminal.width()) : OptionalInt.empty();
        return new TextTable(
                        columns.stream()
                                .map(name -> new TextTable.Column(name, false))
                                .toList(),
                        rows)
                .lines(terminal, fit);
    }

    List<String> markdown() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(escaped(columns));
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
        return row.stream().map(cell -> cell.replace("|", "\\|")).toList();
    }

    private static List<String> padded(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(
                        i -> row.get(i) + " ".repeat(widths.get(i) - row.get(i).length()))
                .toList();
    }
}
