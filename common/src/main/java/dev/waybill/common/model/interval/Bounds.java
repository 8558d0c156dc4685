package dev.waybill.common.model.interval;

import java.util.HashMap;
import java.util.Map;

/** {@link Intervals} applied to rows, without an object a row. */
public final class Bounds {

    private final double[] all;
    private final Map<String, double[]> byGroup = new HashMap<>();
    private final double[] widths;

    public Bounds(Intervals intervals) {
        all = array(intervals.all());
        intervals.byGroup().forEach((group, offsets) -> byGroup.put(group, array(offsets)));
        widths = intervals.widths().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] array(Offsets offsets) {
        return offsets.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * The quantiles of a row's label, one for each of {@link Intervals#LEVELS}: prediction + scale * offset.
     *
     * @param group see {@link Intervals#group}
     * @param into where they go
     */
    public void quantiles(double prediction, double scale, String group, double[] into) {
        double[] offsets = byGroup.getOrDefault(group, all);
        for (int i = 0; i < offsets.length; i++) {
            into[i] = prediction + scale * offsets[i];
        }
    }

    /**
     * How sure a prediction is, 0 to 1: the share of calibration rows whose 90% interval is wider than this one, between
     * percentiles in proportion. Half of all rows like those of calibration have a confidence above 0.5.
     */
    public double confidence(double width) {
        int above = 0;
        while (above < widths.length && widths[above] <= width) {
            above++;
        }
        if (above == 0 || above == widths.length) {
            return above == 0 ? 1 : 0;
        }
        double between = (width - widths[above - 1]) / (widths[above] - widths[above - 1]);
        return 1 - (above - 1 + between) / (widths.length - 1);
    }
}
