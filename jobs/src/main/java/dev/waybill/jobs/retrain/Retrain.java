package dev.waybill.jobs.retrain;

import dev.waybill.common.params.Default;
import dev.waybill.common.section.History.Days;

/**
 * When a night trains a new model.
 *
 * @param age of the model in production, counted from the last day that it has seen
 * @param drift whether a column that has drifted is a reason
 * @param error a day whose error is above so many times what the model was promised to make is a reason
 * @param cooldown so long after a training there is none, whatever happens
 */
public record Retrain(
        @Default("30d") Days age,
        @Default("true") boolean drift,
        @Default("1.25") double error,
        @Default("3d") Days cooldown) {

    public Retrain {
        if (!(error > 1)) {
            throw new IllegalArgumentException("has error %s, but it must be above 1".formatted(error));
        }
    }
}
