package dev.waybill.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal shows of what was printed to it: carriage returns, lines up, erasures; it is as high as needed. */
final class Screen {

    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([?0-9]*)([A-Za-z])");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    static String of(String printed) {
        Screen screen = new Screen();
        Matcher sequence = SEQUENCE.matcher(printed);
        int at = 0;
        while (sequence.find()) {
            screen.text(printed.substring(at, sequence.start()));
            screen.control(sequence.group(1), sequence.group(2).charAt(0));
            at = sequence.end();
        }
        screen.text(printed.substring(at));
        return String.join("\n", screen.lines);
    }

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '\r') {
                column = 0;
            } else if (next == '\n') {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else {
                StringBuilder line = lines.get(row);
                line.replace(column, Math.min(line.length(), column + 1), String.valueOf(next));
                column++;
            }
        }
    }

    private void control(String argument, char command) {
        switch (command) {
            case 'A' -> row -= Integer.parseInt(argument);
            case 'K' -> lines.get(row).setLength(0);
            case 'J' -> {
                lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                lines.subList(row + 1, lines.size()).clear();
            }
            case 'm', 'h', 'l' -> {} // colours and wrapping
            default -> throw new IllegalArgumentException("Unknown sequence " + argument + command);
        }
    }
}
