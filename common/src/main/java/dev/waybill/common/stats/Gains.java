package dev.waybill.common.stats;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many yes there are among the rows with the highest probabilities. Of rows with the same probability, each part has the
 * same share of yes, as if they came in random order.
 *
 * @param rows how many there are in all
 * @param yes by hundredth of the rows, those with the highest probabilities first: how many of them are a yes
 */
public record Gains(long rows, List<Double> yes) {

    /** As many parts the rows are cut into. */
    public static final int SLICES = 100;

    private static final int DECILES = 10;

    /**
     * A tenth of the rows.
     *
     * @param number 1 for those with the highest probabilities
     * @param rate the share of them that are a yes
     * @param lift how many times that of all rows that is
     * @param gain the share of all yes that are in this tenth or one before
     */
    public record Decile(int number, double rows, double yes, double rate, double lift, double gain) {}

    /** How many yes are among the highest hundredths. */
    public double found(int slices) {
        return yes.stream().limit(slices).mapToDouble(each -> each).sum();
    }

    /** The share of all yes that are among the highest hundredths of rows. */
    public double gain(int slices) {
        return found(slices) / found(SLICES);
    }

    /** The share of the highest hundredths of rows that are a yes. */
    public double rate(int slices) {
        return found(slices) * SLICES / slices / rows;
    }

    /** How many times the share of yes among all rows it is among the highest hundredths of them. */
    public double lift(int slices) {
        return rate(slices) / rate(SLICES);
    }

    /** A point of the ROC curve: the share of all no that are among the highest hundredths of rows. */
    public double falseAlarms(int slices) {
        double no = (double) rows * slices / SLICES - found(slices);
        return no / (rows - found(SLICES));
    }

    public List<Decile> deciles() {
        return IntStream.rangeClosed(1, DECILES).mapToObj(this::decile).toList();
    }

    private Decile decile(int number) {
        int last = number * SLICES / DECILES;
        double own = found(last) - found(last - SLICES / DECILES);
        double size = (double) rows / DECILES;
        return new Decile(number, size, own, own / size, own / size / rate(SLICES), gain(last));
    }
}
