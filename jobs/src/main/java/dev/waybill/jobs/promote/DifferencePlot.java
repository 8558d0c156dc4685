package dev.waybill.jobs.promote;

import java.util.Locale;

/**
 * The difference of two losses with its interval on a line that also holds 0; places are in the units of the picture.
 *
 * @param zero where no difference would be
 * @param point where the difference is
 * @param lower where the interval begins
 * @param upper where it ends
 */
record DifferencePlot(String zero, String point, String lower, String upper, String width) {

    private static final double WIDTH = 640;
    private static final double MARGIN = 40;

    /** Of a difference whose interval can be told. */
    static DifferencePlot of(LossDifference difference) {
        double least = Math.min(0, difference.lower());
        double range = Math.max(0, difference.upper()) - least;
        double scale = range > 0 ? (WIDTH - 2 * MARGIN) / range : 0;
        double lower = MARGIN + (difference.lower() - least) * scale;
        double upper = MARGIN + (difference.upper() - least) * scale;
        return new DifferencePlot(
                place(MARGIN - least * scale),
                place(MARGIN + (difference.difference() - least) * scale),
                place(lower),
                place(upper),
                place(Math.max(1, upper - lower)));
    }

    private static String place(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
