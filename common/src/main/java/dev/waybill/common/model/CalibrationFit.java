package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.Intervals.Residuals;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.ood.OodLimits;
import dev.waybill.common.model.ood.OodProfile;
import dev.waybill.common.section.IntervalCalibration;
import dev.waybill.common.section.Source;
import java.util.List;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Finds a model's limits: by how much it is off for which rows, and how the rows that it knows are distributed. Works on
 * bounded samples, beside one pass over the training rows for the range of each feature.
 */
public final class CalibrationFit {

    /** Of fewer held-back rows, 1 in 20 is one or none: nothing is known of how far out it lies. */
    public static final int LEAST_ROWS = 40;

    /** Of fewer held-back rows, the scale is one for all. */
    public static final int ROWS_FOR_A_SCALE = 2 * Scale.LEAST_ROWS;

    /**
     * Rows that a booster was not fitted on.
     *
     * @param basis which ones they are, in words
     * @param rows of the features table, with a label each
     */
    public record HeldBack(String basis, Booster booster, Dataset<Row> rows) {}

    private CalibrationFit() {}

    /**
     * Fits the scale on one half of the held-back rows, and calibrates the intervals on the other, which the scale has not
     * seen. Of fewer than 400 rows the scale is flat, and both are done on all of them: a scale that is the same for all
     * rows makes no difference to how many of them an interval holds.
     *
     * @param training the rows that the booster which has not seen those held back was fitted on
     * @return empty if fewer than 40 rows were held back
     */
    public static Optional<Calibration> fit(
            HeldBack heldBack, Dataset<Row> training, List<Input> inputs, Source source, IntervalCalibration params) {
        requireGroups(params, training.schema());
        LabelBounds.require(source.label(), training.unionByName(heldBack.rows(), true));
        Sample sample = Sample.of(heldBack.rows(), inputs, source, params.groups(), Sample.MOST_ROWS);
        return profile(training, sample, inputs, source).map(profile -> of(heldBack, sample, profile, source, params));
    }

    private static Calibration of(
            HeldBack heldBack, Sample sample, OodProfile profile, Source source, IntervalCalibration params) {
        boolean flat = sample.count() < ROWS_FOR_A_SCALE;
        Sample forScale = flat ? sample : sample.half(0);
        Booster scale = Scale.fit(forScale.rows().numbers(), forScale.residuals(heldBack.booster()), flat);
        Sample forIntervals = flat ? sample : sample.half(1);
        Residuals residuals = residuals(heldBack.booster(), scale, forIntervals);
        Intervals intervals = Intervals.calibrate(heldBack.basis(), params.groups(), params.atLeast(), residuals);
        return new Calibration(
                scale,
                intervals,
                Widths.of(intervals, residuals, forScale.count()),
                LabelBounds.range(source.label()),
                Limit.calibrate(
                        params.within(),
                        forIntervals.predict(heldBack.booster()),
                        residuals.scales(),
                        forIntervals.labels(),
                        heldBack.rows().sparkSession()),
                profile);
    }

    /** Refuses groups of rows that the features do not tell apart. */
    public static void requireGroups(IntervalCalibration params, StructType features) {
        GroupColumns.require(params.groups(), features);
    }

    /** Empty where too few rows were held back. */
    static Optional<OodProfile> profile(Dataset<Row> training, Sample sample, List<Input> inputs, Source source) {
        if (sample.count() < LEAST_ROWS) {
            return Optional.empty();
        }
        InputRanges ranges = InputRanges.of(training, inputs);
        Sample ofTraining = Sample.of(training, inputs, source, List.of(), Sample.MOST_ROWS);
        return Optional.of(OodLimits.profile(
                ranges.numerics(),
                ofTraining.rows(),
                ranges.present(),
                sample.rows(),
                sample.strange(ranges.present())));
    }

    /**
     * Calibrates a model's intervals anew on rows that it was not fitted on.
     *
     * @param heldBack of the features table, with a label each; at least 40
     */
    public static Intervals recalibrate(
            TrainedModel model, HeldBack heldBack, Source source, IntervalCalibration params) {
        GroupColumns.require(params.groups(), heldBack.rows().schema());
        LabelBounds.require(source.label(), heldBack.rows());
        Sample sample = Sample.of(heldBack.rows(), model.inputs(), source, params.groups(), Sample.MOST_ROWS);
        Booster scale = model.calibration().orElseThrow().scale();
        return Intervals.calibrate(
                heldBack.basis(), params.groups(), params.atLeast(), residuals(heldBack.booster(), scale, sample));
    }

    private static Residuals residuals(Booster booster, Booster scale, Sample sample) {
        return new Residuals(sample.residuals(booster), sample.predict(scale), sample.groups());
    }
}
