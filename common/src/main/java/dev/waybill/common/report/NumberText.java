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
        String digits = String.format(Locale.ROOT, format, size);
        return value < 0 && !isZero(digits) ? "\u2212" + digits : digits;
    }

    /** As {@link #quantity}, with its sign. */
    public static String change(double value) {
        String digits = quantity(value);
        return value > 0 && !isZero(digits) ? "+" + digits : digits;
    }

    private static boolean isZero(String digits) {
        return digits.equals("0.00");
    }
}
