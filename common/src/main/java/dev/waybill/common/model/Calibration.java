package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.interval.LabelRange;
import dev.waybill.common.model.interval.Limit;
import dev.waybill.common.model.interval.Widths;
import dev.waybill.common.model.ood.OodProfile;
import java.io.Serializable;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;

/**
 * What a model knows of its own limits.
 *
 * @param scale predicts, from the same inputs, by how much the model is off on average
 * @param intervals as they were calibrated when the model was trained
 * @param widths of these intervals
 * @param range of the label, at whose ends quantiles end
 * @param within how likely a label is up to each of some limits, from the lowest to the highest; none where none is asked for
 * @param profile of the rows that the model was trained on
 */
public record Calibration(
        Booster scale, Intervals intervals, Widths widths, LabelRange range, List<Limit> within, OodProfile profile)
        implements Serializable {}
