package dev.waybill.common.model;

import dev.waybill.common.conf.IntervalCalibration;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.Intervals.Residuals;
import dev.waybill.common.model.ood.Feature;
import dev.waybill.common.model.ood.Limits;
import dev.waybill.common.model.ood.Profile;
import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Finds a model's limits: by how much it is off for which rows, and how the rows that it knows are distributed. Works on
 * bounded samples, beside one pass over the training rows for the range of each feature.
 */
public final class CalibrationFit {

    /** Fewer held-back rows say nothing about 1 in 20 in either half of them. */
    public static final int LEAST_ROWS = 40;

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
     * seen.
     *
     * @param training the rows that the booster which has not seen those held back was fitted on
     * @return empty if fewer than 40 rows were held back
     */
    public static Optional<Calibration> fit(
            HeldBack heldBack, Dataset<Row> training, List<Input> inputs, Source source, IntervalCalibration params) {
        requireColumns(params.groups(), training);
        Sample sample = Sample.of(heldBack.rows(), inputs, source, params.groups(), Sample.MOST_ROWS);
        if (sample.count() < LEAST_ROWS) {
            return Optional.empty();
        }
        Sample forScale = sample.half(0);
        Booster scale = Scale.fit(forScale.rows().numbers(), forScale.residuals(heldBack.booster()));
        Intervals intervals = intervals(heldBack.basis(), heldBack.booster(), scale, sample.half(1), params);
        Profile profile = Limits.profile(
                ranges(training, inputs),
                Sample.of(training, inputs, source, List.of(), Sample.MOST_ROWS).rows(),
                sample.rows(),
                sample.unseen());
        return Optional.of(new Calibration(scale, intervals, profile));
    }

    /**
     * Calibrates a model's intervals anew on rows that it was not fitted on.
     *
     * @param heldBack of the features table, with a label each; at least 40
     */
    public static Intervals recalibrate(
            TrainedModel model, HeldBack heldBack, Source source, IntervalCalibration params) {
        requireColumns(params.groups(), heldBack.rows());
        Sample sample = Sample.of(heldBack.rows(), model.inputs(), source, params.groups(), Sample.MOST_ROWS);
        Booster scale = model.calibration().orElseThrow().scale();
        return intervals(heldBack.basis(), heldBack.booster(), scale, sample, params);
    }

    private static Intervals intervals(
            String basis, Booster booster, Booster scale, Sample sample, IntervalCalibration params) {
        Residuals residuals = new Residuals(sample.residuals(booster), sample.predict(scale), sample.groups());
        return Intervals.calibrate(basis, params.groups(), params.atLeast(), residuals);
    }

    private static void requireColumns(List<String> groups, Dataset<Row> rows) {
        List<String> columns = Arrays.asList(rows.columns());
        for (String group : groups) {
            if (!columns.contains(group)) {
                throw Refusal.mistake(
                        "intervals.unknown-column",
                        "Cannot calibrate intervals by %s (intervals.groups): the features have no such column."
                                .formatted(group),
                        Suggestion.sentence(group, columns));
            }
        }
    }

    /** The numeric features that have values, with the least and the largest. */
    private static List<Feature> ranges(Dataset<Row> training, List<Input> inputs) {
        List<Input> numerics =
                inputs.stream().filter(input -> !input.categorical()).toList();
        if (numerics.isEmpty()) {
            return List.of();
        }
        Column[] ends = numerics.stream()
                .map(CalibrationFit::number)
                .flatMap(number -> Stream.of(functions.min(number), functions.max(number)))
                .toArray(Column[]::new);
        Row found = training.agg(functions.count(functions.lit(1)), ends).first();
        return IntStream.range(0, numerics.size())
                .filter(i -> !found.isNullAt(1 + 2 * i))
                .mapToObj(i -> new Feature(
                        numerics.get(i).name(),
                        inputs.indexOf(numerics.get(i)),
                        found.getFloat(1 + 2 * i),
                        found.getFloat(2 + 2 * i)))
                .toList();
    }

    /** As {@link Encoding} makes it: NaN stands for null. */
    private static Column number(Input input) {
        return functions.nanvl(functions.col(input.name()).cast("float"), functions.lit(null));
    }
}
