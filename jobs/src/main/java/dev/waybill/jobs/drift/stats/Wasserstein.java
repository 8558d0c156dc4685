package dev.waybill.jobs.drift.stats;

import dev.waybill.common.stats.BinTotals;

/**
 * The first Wasserstein distance: how far, on average, values have to be moved to turn one distribution into the other, in
 * the values' unit.
 *
 * <p>Source: Vallender, Calculation of the Wasserstein distance between probability distributions on the line, Theory of
 * Probability and its Applications 18 (1974): the area between the two distribution functions.
 */
public final class Wasserstein {

    private Wasserstein() {}

    /**
     * From rows at places.
     *
     * <p>Where the places are the upper ends of bins, the distance of the values themselves may differ by at most the sum
     * over the bins of their widths times the larger of both shares of rows in them.
     *
     * @param places ascending
     */
    public static double distance(double[] places, long[] reference, long[] current) {
        BinDistances.requireRows(reference, current);
        double before = BinTotals.total(reference);
        double now = BinTotals.total(current);
        double area = 0;
        double ahead = 0;
        for (int i = 0; i + 1 < places.length; i++) {
            ahead += current[i] / now - reference[i] / before;
            area += Math.abs(ahead) * (places[i + 1] - places[i]);
        }
        return area;
    }
}
