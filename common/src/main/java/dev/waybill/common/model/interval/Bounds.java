package dev.waybill.common.model.interval;

import java.io.Serializable;
import java.util.HashMap;

/** {@link Intervals} applied to rows, without an object a row. */
public final class Bounds implements Serializable {

    private static final long serialVersionUID = 1L;

    private final double[] others;
    private final HashMap<String, double[]> byGroup = new HashMap<>();
    private final LabelRange range;

    public Bounds(Intervals intervals, LabelRange range) {
        others = array(intervals.others());
        intervals.byGroup().forEach((group, offsets) -> byGroup.put(group, array(offsets)));
        this.range = range;
    }

    private static double[] array(Offsets offsets) {
        return offsets.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * The quantiles of a row's label, one for each of {@link Intervals#LEVELS}: prediction + scale * offset, within the
     * range of the label.
     *
     * @param group see {@link Intervals#group}
     * @param into where they go
     * @return how wide the 90% interval is before it ends with the range of the label: what {@link Widths} compares
     */
    public double quantiles(double prediction, double scale, String group, double[] into) {
        double[] offsets = byGroup.getOrDefault(group, others);
        for (int i = 0; i < offsets.length; i++) {
            into[i] = range.clipped(prediction + scale * offsets[i]);
        }
        return scale * (offsets[offsets.length - 1] - offsets[0]);
    }
}
