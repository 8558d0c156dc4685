package dev.waybill.jobs.drift;

import dev.waybill.common.params.Default;
import dev.waybill.common.section.Sql;
import java.util.Optional;

/**
 * When a column counts as drifted.
 *
 * @param alarmsPerMonth how many false alarms a month may have, all columns together; thresholds are learned from how far the
 *     reference days are from each other
 * @param psi a fixed threshold instead: the population stability index, above what chance alone gives; 0.1 to 0.25 is
 *     commonly read as some drift, above as much
 * @param minRows fewer rows in a day than this are measured, but not judged
 * @param dayClass which days are alike: Spark SQL that aggregates the features of a day to one value. A day is compared with
 *     those of its own class
 */
public record Drift(
        @Default("1") double alarmsPerMonth,
        Optional<Double> psi,
        @Default("500") int minRows,
        @Sql @Default("weekday(max(event_date)) >= 5") String dayClass) {

    /** Where too few days are alike to learn from, and no other threshold is given. */
    static final double USUAL_PSI = 0.25;

    public Drift {
        if (!(alarmsPerMonth > 0 && alarmsPerMonth <= 30)) {
            throw new IllegalArgumentException(
                    "has alarms-per-month %s, but it must be above 0 and at most 30".formatted(alarmsPerMonth));
        }
    }
}
