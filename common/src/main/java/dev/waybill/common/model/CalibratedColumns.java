package dev.waybill.common.model;

import dev.waybill.common.model.interval.Bounds;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.ood.Outlyingness;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** The columns of a scored row that come from calibration: quantiles, confidence, flags. For one batch at a time. */
final class CalibratedColumns {

    private static final int QUANTILES = Intervals.LEVELS.size();
    private static final ArrayData NONE = new GenericArrayData(new Object[0]);

    private final Scorer scorer;
    private final Booster scale;
    private final Bounds bounds;
    private final Outlyingness outlyingness;
    private final UTF8String[] reasons;
    /** Where among the reasons the first of an unseen category stands: one for each input. */
    private final int firstOfCategories;

    private final double[] quantiles = new double[QUANTILES];
    private final BitSet found = new BitSet();
    private float[][] scales = new float[0][];

    CalibratedColumns(Calibration calibration, Scorer scorer) {
        this.scorer = scorer;
        scale = calibration.scale();
        bounds = new Bounds(calibration.intervals());
        outlyingness = new Outlyingness(calibration.profile());
        List<String> measured = outlyingness.reasons();
        firstOfCategories = measured.size();
        reasons = Stream.concat(measured.stream(), scorer.inputs().stream().map(input -> "category:" + input.name()))
                .map(UTF8String::fromString)
                .toArray(UTF8String[]::new);
    }

    void predictScales(float[] numbers, int rowCount) {
        try {
            scales = scale.inplace_predict(numbers, rowCount, scorer.encoding().width(), Float.NaN);
        } catch (XGBoostError e) {
            throw new IllegalStateException("Cannot predict the scale of " + rowCount + " rows", e);
        }
    }

    /** Fills in what stands between the prediction and its explanation. */
    void fill(InternalRow row, float[] numbers, int index, double prediction, InternalRow columns) {
        bounds.quantiles(prediction, scales[index][0], scorer.groups().of(row), quantiles);
        for (int i = 0; i < QUANTILES; i++) {
            columns.update(1 + i, quantiles[i]);
        }
        columns.update(1 + QUANTILES, bounds.confidence(quantiles[QUANTILES - 1] - quantiles[0]));
        find(row, numbers, index * scorer.encoding().width());
        columns.update(2 + QUANTILES, !found.isEmpty());
        columns.update(3 + QUANTILES, found.isEmpty() ? NONE : new GenericArrayData(foundReasons()));
    }

    private void find(InternalRow row, float[] numbers, int from) {
        found.clear();
        outlyingness.find(numbers, from, found);
        for (int i = 0; i < scorer.inputs().size(); i++) {
            if (scorer.encoding().isUnseen(row, i, numbers[from + i])) {
                found.set(firstOfCategories + i);
            }
        }
    }

    private Object[] foundReasons() {
        return found.stream().mapToObj(reason -> reasons[reason]).toArray();
    }
}
