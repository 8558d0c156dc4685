package dev.waybill.common.fit;

import java.util.Collection;
import java.util.stream.IntStream;

/**
 * What the labels of rows add up to, by fold.
 *
 * @param rows so many, a figure for each fold
 * @param labels their sum, a figure for each fold
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CategorySums(double[] rows, double[] labels) {

    /** Into so many parts the hash of their key deals the training rows. */
    static final int FOLDS = 5;

    static CategorySums none() {
        return new CategorySums(new double[FOLDS], new double[FOLDS]);
    }

    static CategorySums of(Collection<CategorySums> parts) {
        CategorySums all = none();
        for (CategorySums part : parts) {
            for (int fold = 0; fold < FOLDS; fold++) {
                all.rows[fold] += part.rows[fold];
                all.labels[fold] += part.labels[fold];
            }
        }
        return all;
    }

    void set(int fold, double rowCount, double labelSum) {
        rows[fold] = rowCount;
        labels[fold] = labelSum;
    }

    double count() {
        return IntStream.range(0, FOLDS).mapToDouble(fold -> rows[fold]).sum();
    }

    /** The mean label of all rows, as if so many more had this label. */
    double mean(double label, double more) {
        return mean(label, more, FOLDS);
    }

    /** As {@link #mean(double, double)}, without the rows of a fold. */
    double mean(double label, double more, int without) {
        double sum = more * label;
        double count = more;
        for (int fold = 0; fold < FOLDS; fold++) {
            if (fold != without) {
                sum += labels[fold];
                count += rows[fold];
            }
        }
        return sum / count;
    }
}
