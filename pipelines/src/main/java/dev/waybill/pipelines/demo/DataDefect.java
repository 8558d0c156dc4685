package dev.waybill.pipelines.demo;

import java.util.Arrays;
import java.util.Optional;

/** What is wrong with a line of the export. About one in a hundred has something, and never two things at once. */
enum DataDefect {
    /** The line before, once more; not on the first line of a day. */
    REPEATED(0.003),
    /** No vehicle was recorded. */
    VEHICLE_MISSING(0.003),
    /** Somebody's clock was wrong. */
    FINISH_BEFORE_REQUEST(0.001),
    /** Nobody closed the order till the next day. */
    TWENTY_HOURS(0.001),
    /** The map did not know the address. */
    ZONE_UNKNOWN(0.002);

    private static final WeightedChoice CHOICE = WeightedChoice.of(weights());

    private final double rate;

    DataDefect(double rate) {
        this.rate = rate;
    }

    /** Of all lines, 0 to 1. */
    double rate() {
        return rate;
    }

    /** @param uniform from 0 to below 1 */
    static Optional<DataDefect> of(double uniform) {
        int picked = CHOICE.pick(uniform);
        return picked < values().length ? Optional.of(values()[picked]) : Optional.empty();
    }

    /** Those of the defects, and last that of a clean line. */
    private static double[] weights() {
        double[] weights = Arrays.copyOf(
                Arrays.stream(values()).mapToDouble(DataDefect::rate).toArray(), values().length + 1);
        weights[values().length] = 1 - Arrays.stream(weights).sum();
        return weights;
    }
}
