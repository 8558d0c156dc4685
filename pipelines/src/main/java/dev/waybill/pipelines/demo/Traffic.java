package dev.waybill.pipelines.demo;

/** How full the roads are. */
final class Traffic {

    /** From midnight, hour by hour, for a car: how many times slower than on empty roads. */
    private static final double[] WEEKDAY = {
        0.95, 0.95, 0.95, 0.95, 0.95, 1.00, 1.15, 1.40, 1.55, 1.30, 1.15, 1.20,
        1.30, 1.25, 1.20, 1.25, 1.45, 1.75, 1.70, 1.35, 1.15, 1.05, 1.00, 0.95
    };

    private static final double[] WEEKEND = {
        1.00, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 1.00, 1.00, 1.05, 1.15, 1.25,
        1.30, 1.30, 1.25, 1.20, 1.20, 1.25, 1.25, 1.20, 1.15, 1.10, 1.05, 1.00
    };

    private Traffic() {}

    static double slowdown(int hour, boolean weekend) {
        return (weekend ? WEEKEND : WEEKDAY)[hour];
    }
}
