package dev.waybill.common.model.shap;

/**
 * Explanations of a batch of rows: base value plus all contributions is the prediction, on the scale on which trees add up
 * (the label's unit, or the log or log-odds of it where the objective has such a link).
 */
public final class Contributions {

    private final int features;
    private final double[] baseValues;
    /** By row, output and feature. */
    private final double[] values;

    Contributions(int rowCount, int features, double[] baseValues) {
        this.features = features;
        this.baseValues = baseValues;
        values = new double[rowCount * baseValues.length * features];
    }

    public int rowCount() {
        return values.length / (features * baseValues.length);
    }

    /** What is predicted on average over the training rows, which contributions start from. */
    public double baseValue(int output) {
        return baseValues[output];
    }

    /** What a feature adds to a row's prediction. */
    public double contribution(int row, int output, int feature) {
        return values[start(row, output) + feature];
    }

    /** The base value and all contributions together. */
    public double prediction(int row, int output) {
        double prediction = baseValues[output];
        int start = start(row, output);
        for (int i = start; i < start + features; i++) {
            prediction += values[i];
        }
        return prediction;
    }

    /**
     * Finds the features that add or take away the most, the largest first, of equal ones the first in order.
     *
     * @param into where they go; as many are found as fit
     */
    public void largest(int row, int output, int[] into) {
        int start = start(row, output);
        int found = 0;
        for (int feature = 0; feature < features; feature++) {
            double size = Math.abs(values[start + feature]);
            int place = found;
            while (place > 0 && Math.abs(values[start + into[place - 1]]) < size) {
                place--;
            }
            if (place < into.length) {
                found = Math.min(found + 1, into.length);
                System.arraycopy(into, place, into, place + 1, found - 1 - place);
                into[place] = feature;
            }
        }
    }

    /** Adds to one feature of consecutive rows. */
    void add(int firstRow, int rowCount, int output, int feature, double[] byRow) {
        for (int row = 0; row < rowCount; row++) {
            values[start(firstRow + row, output) + feature] += byRow[row];
        }
    }

    /** Adds fixed-point numbers, two to a long, of as many units. */
    void add(int row, int output, long[] sums, int from, double unit) {
        int start = start(row, output);
        for (int feature = 0; feature < features; feature += 2) {
            long pair = sums[from + feature / 2];
            values[start + feature] += unit * (int) pair;
            if (feature + 1 < features) {
                values[start + feature + 1] += unit * (int) ((pair - (int) pair) >> 32);
            }
        }
    }

    private int start(int row, int output) {
        return (row * baseValues.length + output) * features;
    }
}
