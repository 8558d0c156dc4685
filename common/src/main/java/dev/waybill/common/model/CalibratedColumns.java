package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.model.ood.Outlyingness;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The columns of a scored row that come from calibration: quantiles, confidence, flags. For one batch at a time. */
final class CalibratedColumns {

    private static final int QUANTILES = Intervals.LEVELS.size();
    private static final ArrayData NONE = new GenericArrayData(new Object[0]);

    private final Scorer scorer;
    private final Booster scale;
    private final Widths widths;
    private final Map<String, UTF8String> names;
    private final Outlyingness outlyingness;
    private final int[] present;
    private final UTF8String[] reasons;
    /** Where among the reasons the first of an unseen category stands: one for each input. */
    private final int firstOfCategories;
    /** Where the first of a missing value stands: one for each input that is hardly ever missing. */
    private final int firstOfMissing;

    private final double[] quantiles = new double[QUANTILES];
    private final BitSet found = new BitSet();
    private float[][] scales = new float[0][];

    CalibratedColumns(Calibration calibration, Scorer scorer) {
        this.scorer = scorer;
        scale = calibration.scale();
        widths = calibration.widths();
        names = names(scorer.bounds());
        outlyingness = new Outlyingness(calibration.profile());
        List<OodProfile.Present> always = calibration.profile().present();
        present = always.stream().mapToInt(OodProfile.Present::input).toArray();
        firstOfCategories = outlyingness.reasons().size();
        firstOfMissing = firstOfCategories + scorer.inputs().size();
        reasons = Stream.of(
                        outlyingness.reasons().stream(),
                        scorer.inputs().stream().map(input -> "category:" + input.name()),
                        always.stream().map(input -> "missing:" + input.feature()))
                .flatMap(names -> names)
                .map(UTF8String::fromString)
                .toArray(UTF8String[]::new);
    }

    private static Map<String, UTF8String> names(List<DatedBounds> bounds) {
        return bounds.stream()
                .flatMap(dated -> Stream.ofNullable(dated.name()))
                .collect(Collectors.toMap(name -> name, UTF8String::fromString, (one, same) -> one));
    }

    void predictScales(float[] numbers, int rowCount) {
        try {
            scales = scale.inplace_predict(numbers, rowCount, scorer.encoding().width(), Float.NaN);
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot predict the scale of " + rowCount + " rows", e);
        }
    }

    /**
     * Fills in what stands between the prediction and its explanation.
     *
     * @return the name of the recalibration that it is from, or null
     */
    @Nullable
    UTF8String fill(InternalRow row, float[] numbers, int index, double prediction, InternalRow columns) {
        DatedBounds dated = scorer.bounds(row);
        double width = dated.bounds()
                .quantiles(prediction, scales[index][0], dated.groups().of(row), quantiles);
        for (int i = 0; i < QUANTILES; i++) {
            columns.update(1 + i, quantiles[i]);
        }
        columns.update(1 + QUANTILES, widths.confidence(width));
        find(row, numbers, index * scorer.encoding().width());
        columns.update(2 + QUANTILES, !found.isEmpty());
        columns.update(3 + QUANTILES, found.isEmpty() ? NONE : new GenericArrayData(foundReasons()));
        return dated.name() == null ? null : names.get(dated.name());
    }

    private void find(InternalRow row, float[] numbers, int from) {
        found.clear();
        outlyingness.find(numbers, from, found);
        for (int i = 0; i < scorer.inputs().size(); i++) {
            if (scorer.encoding().isUnseen(row, i, numbers[from + i])) {
                found.set(firstOfCategories + i);
            }
        }
        for (int i = 0; i < present.length; i++) {
            if (scorer.encoding().isMissing(row, present[i], numbers[from + present[i]])) {
                found.set(firstOfMissing + i);
            }
        }
    }

    private Object[] foundReasons() {
        return found.stream().mapToObj(reason -> reasons[reason]).toArray();
    }
}
