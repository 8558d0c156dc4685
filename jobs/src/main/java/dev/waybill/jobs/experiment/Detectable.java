package dev.waybill.jobs.experiment;

import dev.waybill.jobs.experiment.stats.Power;

/**
 * What can be found.
 *
 * @param difference that is found in four of five such experiments, with what there is now
 * @param effect that is worth finding, in units of the loss
 * @param days that it takes to find that
 */
public record Detectable(double difference, double effect, double days) {

    static Detectable of(double standardError, double effect, int days) {
        return new Detectable(Power.detectable(standardError), effect, Power.days(effect, standardError, days));
    }
}
