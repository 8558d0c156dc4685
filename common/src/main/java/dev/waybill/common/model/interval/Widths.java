package dev.waybill.common.model.interval;

import dev.waybill.common.model.interval.Intervals.Residuals;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How wide the 90% intervals of the rows held back from training were. They stay as they are for as long as the model
 * does, so that a row is the less sure the more the world has worsened since, whatever intervals are calibrated on then.
 *
 * @param percentiles of these widths, 0 to 100
 * @param rows that the scale was fitted on
 * @param flat whether the scale is one for all rows, so that no prediction is surer than another of its group
 */
public record Widths(List<Double> percentiles, int rows, boolean flat) implements Serializable {

    /**
     * Measures.
     *
     * @param fitted as many rows the scales were fitted on
     */
    public static Widths of(Intervals intervals, Residuals rows, int fitted) {
        double[] sorted = IntStream.range(0, rows.scales().length)
                .mapToDouble(row -> rows.scales()[row]
                        * intervals.of(rows.groupOfRow().get(row)).width())
                .sorted()
                .toArray();
        List<Double> percentiles = IntStream.rangeClosed(0, 100)
                .mapToObj(percent -> sorted[(int) ((long) (sorted.length - 1) * percent / 100)])
                .toList();
        boolean flat = IntStream.range(1, rows.scales().length).allMatch(row -> rows.scales()[row] == rows.scales()[0]);
        return new Widths(percentiles, fitted, flat);
    }

    /**
     * How sure a prediction is, 0 to 1: the share of the rows held back whose 90% interval is wider than this one, those of
     * the same width counted half (their mid-rank), between percentiles in proportion. Half of all rows like those held
     * back have a confidence above 0.5. Where all of those were of one width w there are no ranks: it is w / (w + width),
     * which is 0.5 for the same width and falls as intervals grow.
     */
    public double confidence(double width) {
        int last = percentiles.size() - 1;
        double widest = percentiles.get(last);
        if (percentiles.get(0) == widest) {
            return width == widest ? 0.5 : widest / (widest + width);
        }
        int below = 0;
        while (below <= last && percentiles.get(below) < width) {
            below++;
        }
        int upTo = below;
        while (upTo <= last && percentiles.get(upTo) == width) {
            upTo++;
        }
        if (upTo > below) {
            return 1 - (below + upTo - 1) / 2.0 / last;
        } else if (below == 0 || below > last) {
            return below == 0 ? 1 : 0;
        }
        double before = percentiles.get(below - 1);
        return 1 - (below - 1 + (width - before) / (percentiles.get(below) - before)) / last;
    }
}
