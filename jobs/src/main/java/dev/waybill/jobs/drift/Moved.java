package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.ColumnProfile.Numbers;
import dev.waybill.jobs.drift.stats.Wasserstein;
import java.util.Arrays;

/** The Wasserstein distance of two profiles by the same edges, each value taken for the upper end of its bin. */
final class Moved {

    private Moved() {}

    /**
     * In the unit of the values. What is below or above all ends is where the least or greatest value is; a bin of one value is
     * exact. Of others, see {@link Wasserstein#distance}.
     */
    static double distance(Numbers reference, Numbers current) {
        double[] ends = reference.edges().values();
        double[] places = new double[ends.length + 2];
        double first = ends.length == 0 ? 0 : ends[0];
        places[0] = Math.min(first, Math.min(reference.least(), current.least()));
        System.arraycopy(ends, 0, places, 1, ends.length);
        double last = ends.length == 0 ? 0 : ends[ends.length - 1];
        places[ends.length + 1] = Math.max(last, Math.max(reference.greatest(), current.greatest()));
        return Wasserstein.distance(places, aligned(reference, places), aligned(current, places));
    }

    /** Bins of edges are below the least value, then one an end, then above. */
    private static long[] aligned(Numbers numbers, double[] places) {
        return Arrays.copyOf(numbers.bins(), places.length);
    }
}
