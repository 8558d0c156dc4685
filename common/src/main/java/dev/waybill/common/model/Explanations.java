package dev.waybill.common.model;

import dev.waybill.common.model.shap.Contributions;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What predictions are made of, as the entries of a column: the largest contributions, and all others in one. */
final class Explanations {

    private static final UTF8String OTHER = UTF8String.fromString("other");

    private final Encoding encoding;
    private final UTF8String[] names;
    private final int[] largest;
    private final Scorer.@Nullable Yes probability;

    Explanations(Scorer scorer) {
        probability = scorer.probability();
        encoding = scorer.encoding();
        names = scorer.inputs().stream()
                .map(input -> UTF8String.fromString(input.name()))
                .toArray(UTF8String[]::new);
        largest = new int[scorer.top()];
    }

    /**
     * The entries of one row.
     *
     * @param output the number of the class that is explained; 0 where there is none
     * @param margin the base value and all contributions together
     */
    ArrayData of(InternalRow row, Contributions contributions, int index, int output, double margin) {
        contributions.largest(index, output, largest);
        Object[] entries = new Object[entries(largest.length, names.length)];
        double base = contributions.baseValue(output);
        double rest = margin - base;
        double slope = probability == null ? 0 : slope(probability, base, margin);
        for (int i = 0; i < largest.length; i++) {
            double contribution = contributions.contribution(index, output, largest[i]);
            entries[i] = entry(names[largest[i]], text(encoding.value(row, largest[i])), contribution, slope);
            rest -= contribution;
        }
        if (entries.length > largest.length) {
            entries[largest.length] = entry(OTHER, null, rest, slope);
        }
        return new GenericArrayData(entries);
    }

    /** All features, or the largest ones and a last entry for the rest. */
    static int entries(int top, int features) {
        return top < features ? top + 1 : features;
    }

    private InternalRow entry(UTF8String feature, @Nullable UTF8String value, double contribution, double slope) {
        return new GenericInternalRow(
                probability == null
                        ? new Object[] {feature, value, contribution}
                        : new Object[] {feature, value, contribution, slope * contribution});
    }

    /**
     * By how much the probability changes for each unit of log-odds, on average from the base value to the prediction: with
     * it the changes add up to that of the probability, in proportion to what features add to the log-odds.
     */
    private static double slope(Scorer.Yes probability, double base, double margin) {
        return margin == base ? 0 : (probability.of(margin) - probability.of(base)) / (margin - base);
    }

    private static @Nullable UTF8String text(@Nullable Object value) {
        return value == null || value instanceof UTF8String
                ? (UTF8String) value
                : UTF8String.fromString(value.toString());
    }
}
