package dev.waybill.jobs.evaluate;

import dev.waybill.common.stats.Interval;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that have something in common, and how the model did on them.
 *
 * @param segmentation what parts the rows: see {@link Segmentation#name}
 * @param value that these rows share
 * @param days how many there are with such rows
 * @param sampling what the intervals of the metrics speak of; empty where there are none
 * @param metrics by name
 */
record Segment(
        String segmentation,
        String value,
        long rows,
        int days,
        Optional<Sampling> sampling,
        Map<String, Estimate> metrics) {

    /** A figure, and where it may well lie; without an interval where there are too few blocks to draw. */
    record Estimate(double value, Optional<Interval> interval) {

        double lower() {
            return interval.map(Interval::lower).orElse(value);
        }

        double upper() {
            return interval.map(Interval::upper).orElse(value);
        }
    }

    Segment withValue(String words) {
        return new Segment(segmentation, words, rows, days, sampling, metrics);
    }

    /** See {@link SegmentError}. */
    Optional<Estimate> error() {
        return Arrays.stream(SegmentError.values())
                .flatMap(error -> metric(error.name()).stream())
                .findFirst();
    }

    /** The value of its error alone. */
    double meanError() {
        return error().map(Estimate::value).orElse(Double.NaN);
    }

    Optional<Estimate> metric(String name) {
        return Optional.ofNullable(metrics.get(name));
    }
}
