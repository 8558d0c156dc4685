package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * What is judged, and against what; such that tasks can be sent it.
 *
 * @param days that are judged, in order
 * @param reference days of features and labels
 * @param predictionReference days of predictions
 * @param histories the features that come from history
 * @param unfinished the latest day, if it is not over yet
 */
record Judging(
        Rule rule,
        List<LocalDate> days,
        ReferenceDays reference,
        ReferenceDays predictionReference,
        Set<String> histories,
        Set<LocalDate> unfinished)
        implements Serializable {

    /**
     * How thresholds come about.
     *
     * @param learned from the reference days, where there are enough of them
     * @param psi the fixed threshold
     * @param minRows that both sides must have
     */
    record Rule(boolean learned, double psi, int minRows) implements Serializable {

        static Rule of(Drift drift) {
            return new Rule(drift.psi().isEmpty(), drift.psi().orElse(Drift.USUAL_PSI), drift.minRows());
        }
    }

    List<LocalDate> reference(Role role, LocalDate day) {
        return (role == Role.PREDICTION ? predictionReference : reference).of(day);
    }

    /** Whether a column moves slowly by itself, so that each day is compared with the one before. */
    boolean isHistory(ComparedColumn column) {
        return column.role() == Role.FEATURE && column.numeric() && histories.contains(column.name());
    }
}
