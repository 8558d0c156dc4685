package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.model.ood.Profile;
import java.io.Serializable;
import ml.dmlc.xgboost4j.java.Booster;

/**
 * What a model knows of its own limits.
 *
 * @param scale predicts, from the same inputs, by how much the model is off on average
 * @param profile of the rows that the model was trained on
 */
public record Calibration(Booster scale, Intervals intervals, Profile profile) implements Serializable {

    /** The same with other intervals, as after recalibration. */
    public Calibration with(Intervals other) {
        return new Calibration(scale, other, profile);
    }
}
