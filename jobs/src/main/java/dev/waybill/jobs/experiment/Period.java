package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Experiment;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How long an experiment has run.
 *
 * @param first event date
 * @param horizon how many days it was to last
 * @param last event date that counts
 * @param labelled the last with labels; empty for none
 * @param days from the first to that
 * @param over whether the horizon is reached
 */
public record Period(
        LocalDate first, int horizon, LocalDate last, Optional<LocalDate> labelled, int days, boolean over) {

    static Period of(Experiment experiment, LocalDate firstSeen, Optional<LocalDate> labelled) {
        LocalDate first = experiment.start().orElse(firstSeen);
        int horizon = experiment.horizon().number();
        LocalDate last = first.plusDays(horizon - 1L);
        int days = labelled.map(date -> (int) (date.toEpochDay() - first.toEpochDay() + 1))
                .orElse(0);
        return new Period(first, horizon, last, labelled, days, days >= horizon);
    }
}
