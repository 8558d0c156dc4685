package dev.waybill.common.model;

import dev.waybill.common.model.shap.Contributions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What is said of a row of one of several classes: to publish it, or to judge it by its label. */
final class ClassColumns {

    private final Scorer.Kinds kinds;
    private final UTF8String[] names;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final double[] margins;
    private double[] probabilities;
    private int best;

    ClassColumns(Scorer.Kinds kinds) {
        this.kinds = kinds;
        List<String> classes = kinds.names();
        names = classes.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
        for (int i = 0; i < names.length; i++) {
            numbers.put(classes.get(i), i);
        }
        margins = new double[names.length];
        probabilities = new double[names.length];
    }

    /** Looks at a row; gives the number of its likeliest class, of equal ones the first. */
    int read(Contributions contributions, int row) {
        for (int i = 0; i < margins.length; i++) {
            margins[i] = contributions.prediction(row, i);
        }
        probabilities = kinds.probabilities().of(margins);
        best = ClassProbabilities.likeliest(probabilities);
        return best;
    }

    /** Of the row that was looked at. */
    double confidence() {
        return probabilities[best];
    }

    /** Fills in the class, its probability and those of the likeliest, from the first column on. */
    void publish(InternalRow columns) {
        columns.update(0, names[best]);
        columns.update(1, probabilities[best]);
        columns.update(2, new GenericArrayData(likeliest()));
    }

    /** Equal ones in order, so that the first is the one that is predicted. */
    private Object[] likeliest() {
        boolean[] taken = new boolean[names.length];
        Object[] entries = new Object[Math.min(kinds.top(), names.length)];
        for (int place = 0; place < entries.length; place++) {
            int next = -1;
            for (int i = 0; i < names.length; i++) {
                if (!taken[i] && (next < 0 || probabilities[i] > probabilities[next])) {
                    next = i;
                }
            }
            taken[next] = true;
            entries[place] = new GenericInternalRow(new Object[] {names[next], probabilities[next]});
        }
        return entries;
    }

    /** A value of {@link ClassSums#JUDGED}; without what the label decides where it is not there. */
    InternalRow judged(InternalRow row) {
        String label = label(row);
        Integer number = label == null ? null : numbers.get(label);
        Double ofLabel = number == null ? (label == null ? null : (Double) 0.0) : (Double) probabilities[number];
        Integer rank = number == null ? null : (Integer) ClassProbabilities.rank(probabilities, number);
        return new GenericInternalRow(new Object[] {names[best], probabilities[best], ofLabel, rank});
    }

    private @Nullable String label(InternalRow row) {
        int place = kinds.label();
        DataType type = kinds.labelType();
        return place < 0 || type == null || row.isNullAt(place)
                ? null
                : row.get(place, type).toString();
    }
}
