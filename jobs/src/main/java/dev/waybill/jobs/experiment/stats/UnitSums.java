package dev.waybill.jobs.experiment.stats;

/**
 * Sums over units, each with its number of rows n and the sum y of what is averaged over these rows. Rows of a unit depend on
 * each other, units do not.
 *
 * @param rows the sum of n
 * @param total the sum of y
 * @param rowsSquared of the squares of n
 * @param rowsTimesTotal of n y
 * @param totalSquared of the squares of y
 */
public record UnitSums(
        long units, double rows, double total, double rowsSquared, double rowsTimesTotal, double totalSquared) {

    public static final UnitSums NONE = new UnitSums(0, 0, 0, 0, 0, 0);

    public UnitSums plus(UnitSums other) {
        return new UnitSums(
                units + other.units,
                rows + other.rows,
                total + other.total,
                rowsSquared + other.rowsSquared,
                rowsTimesTotal + other.rowsTimesTotal,
                totalSquared + other.totalSquared);
    }

    /** With one unit more. */
    public UnitSums plus(double unitRows, double unitTotal) {
        return plus(
                new UnitSums(1, unitRows, unitTotal, unitRows * unitRows, unitRows * unitTotal, unitTotal * unitTotal));
    }

    /** Over rows. */
    public double mean() {
        return total / rows;
    }

    /**
     * Of the mean over rows, where chance draws whole units: the delta method for a ratio of sums, with one degree of freedom
     * taken by the mean. Where each unit has one row it is that of an ordinary mean.
     *
     * <p>Source: Deng, Knoblich, Lu, Applying the Delta Method in Metric Analytics, KDD 2018, section 3.1.
     */
    public double variance() {
        double mean = mean();
        double squares = totalSquared - 2 * mean * rowsTimesTotal + mean * mean * rowsSquared;
        return Math.max(0, squares) / (rows * rows) * units / (units - 1.0);
    }
}
