package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.table.TableVersion;
import java.time.Instant;

/**
 * Intervals calibrated anew for a model that is in use: {@code calibration.json} of a pipeline.
 *
 * @param modelSha256 of the model: for any other they mean nothing
 * @param features what they were calibrated on
 */
public record Recalibration(
        String model,
        int version,
        String modelSha256,
        TableVersion features,
        String runId,
        Instant calibratedAt,
        Intervals intervals) {

    /** A model with these intervals, or as it is if they are another model's. */
    public TrainedModel of(TrainedModel trained) {
        return trained.sha256().equals(modelSha256)
                ? trained.with(trained.calibration().map(calibration -> calibration.with(intervals)))
                : trained;
    }
}
