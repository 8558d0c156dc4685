package dev.waybill.pipelines.cli;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What can be shown where the output goes. The launcher says whether that is a terminal and how large it is: {@code
 * WAYBILL_TERMINAL=1}, {@code WAYBILL_COLUMNS}, {@code WAYBILL_LINES}, and {@code WAYBILL_ASCII=1} where the locale
 * that it was started in is not the one that it gives to Java.
 *
 * @param live a line may be painted over; never so in CI, nor where the output is piped
 * @param color not with {@code NO_COLOR} (no-color.org)
 * @param unicode the locale's characters are UTF-8
 * @param width in characters
 * @param height in lines
 */
public record Terminal(boolean live, boolean color, boolean unicode, int width, int height) {

    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;
    private static final int LEAST_WIDTH = 20;

    public static Terminal of(Map<String, String> environment) {
        boolean live = environment.getOrDefault("WAYBILL_TERMINAL", "").equals("1")
                && environment.getOrDefault("CI", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        boolean color = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(live, color, isUnicode(environment), width(environment), height(environment));
    }

    /** A line cut to a width, with a sign that something is missing. */
    String cut(String line, int columns) {
        String sign = unicode ? "…" : "~";
        if (line.codePointCount(0, line.length()) <= columns) {
            return line;
        }
        return columns < 1 ? "" : line.substring(0, line.offsetByCodePoints(0, columns - 1)) + sign;
    }

    /** A text that people need not look at. */
    String faint(String text) {
        return color ? "\u001b[2m" + text + "\u001b[0m" : text;
    }

    /** Done and failed, as a mark of one or a few characters. */
    String mark(boolean done) {
        String sign = unicode ? (done ? "✓" : "✗") : (done ? "ok" : "failed");
        return color ? (done ? "\u001b[32m" : "\u001b[31m") + sign + "\u001b[0m" : sign;
    }

    private static boolean isUnicode(Map<String, String> environment) {
        return environment.getOrDefault("WAYBILL_ASCII", "").isEmpty()
                && Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .map(value -> value.toLowerCase(Locale.ROOT).replace("-", ""))
                        .filter(value -> value.endsWith("utf8"))
                        .isPresent();
    }

    private static int width(Map<String, String> environment) {
        return Math.max(LEAST_WIDTH, number(environment, "WAYBILL_COLUMNS", USUAL_WIDTH));
    }

    private static int height(Map<String, String> environment) {
        return number(environment, "WAYBILL_LINES", USUAL_HEIGHT);
    }

    private static int number(Map<String, String> environment, String name, int otherwise) {
        String text = environment.getOrDefault(name, "");
        return text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : otherwise;
    }
}
