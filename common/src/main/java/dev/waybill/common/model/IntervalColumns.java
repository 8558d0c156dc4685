package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.shap.FlatTrees;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The columns of a scored row that come from the calibration of a quantity: quantiles and confidence. For one batch at a time. */
final class IntervalColumns {

    private static final int QUANTILES = Intervals.LEVELS.size();

    private final Scorer scorer;
    private final FlatTrees scale;
    private final Widths widths;
    private final Map<String, UTF8String> names;
    private final List<Limit> limits;
    private final double[] quantiles = new double[QUANTILES];
    private final double[] probabilities;
    /** By row of the batch. */
    private final float[] scales;

    /** @param most rows of a batch */
    IntervalColumns(Calibration calibration, FlatTrees scale, Scorer scorer, int most) {
        this.scorer = scorer;
        this.scale = scale;
        widths = calibration.widths();
        limits = calibration.within();
        probabilities = new double[limits.size()];
        scales = new float[most];
        names = names(scorer.bounds());
    }

    private static Map<String, UTF8String> names(List<DatedBounds> bounds) {
        return bounds.stream()
                .flatMap(dated -> Stream.ofNullable(dated.name()))
                .collect(Collectors.toMap(name -> name, UTF8String::fromString, (one, same) -> one));
    }

    /** Computes the scales of errors of the encoded rows of a batch. */
    void scale(float[] numbers, int rowCount) {
        scale.predict(numbers, scorer.encoding().width(), rowCount, scales);
    }

    /**
     * Fills in the quantiles from a place on, the probabilities of the limits if there are some, and the confidence behind
     * them.
     *
     * @param index of the row in the batch that was scaled last
     * @return the name of the recalibration that they are from, or null
     */
    @Nullable
    UTF8String fill(InternalRow row, int index, double prediction, InternalRow columns, int first) {
        float rowScale = scales[index];
        DatedBounds dated = scorer.bounds(row);
        double width =
                dated.bounds().quantiles(prediction, rowScale, dated.groups().of(row), quantiles);
        for (int i = 0; i < QUANTILES; i++) {
            columns.update(first + i, quantiles[i]);
        }
        int next = first + QUANTILES;
        if (!limits.isEmpty()) {
            columns.update(next++, within(prediction, rowScale));
        }
        columns.update(next, widths.confidence(width));
        return dated.name() == null ? null : names.get(dated.name());
    }

    private ArrayData within(double prediction, double rowScale) {
        Limit.probabilities(limits, prediction, rowScale, probabilities);
        Object[] entries = new Object[probabilities.length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new GenericInternalRow(new Object[] {limits.get(i).limit(), probabilities[i]});
        }
        return new GenericArrayData(entries);
    }
}
