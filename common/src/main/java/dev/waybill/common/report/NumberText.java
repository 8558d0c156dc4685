package dev.waybill.common.report;

import java.util.Locale;

/** Numbers as pages show them. */
public final class NumberText {

    private NumberText() {}

    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A share, 0 to 1, in percent with one decimal. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share).replace('-', '\u2212');
    }

    /** A quantity with two decimals, or with fewer where it is large: {@code 3.94}, {@code 42.1}, {@code 1,234}. */
    public static String quantity(double value) {
        double size = Math.abs(value);
        String format = size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
        return withMinus(value, String.format(Locale.ROOT, format, size));
    }

    /** A figure near 0 or 1, with four decimals. */
    public static String fine(double value) {
        return withMinus(value, String.format(Locale.ROOT, "%.4f", Math.abs(value)));
    }

    private static String withMinus(double value, String digits) {
        return value < 0 && !isZero(digits) ? "\u2212" + digits : digits;
    }

    /** As {@link #quantity}, with its sign. */
    public static String change(double value) {
        return withPlus(value, quantity(value));
    }

    /** As {@link #fine}, with its sign. */
    public static String fineChange(double value) {
        return withPlus(value, fine(value));
    }

    private static String withPlus(double value, String digits) {
        return value > 0 && !isZero(digits) ? "+" + digits : digits;
    }

    private static boolean isZero(String digits) {
        return digits.matches("0\\.0+");
    }
}
