package dev.waybill.jobs.drift;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A column that drifted on a day, as pages show it.
 *
 * @param score by its test: {@code PSI 0.41}
 * @param threshold from which it has drifted
 * @param since the first day from which it drifted without a break
 * @param lasting so many days: {@code 3 days}
 * @param test the Kolmogorov-Smirnov test
 * @param average by how much the mean changed
 * @param missing by how many points the share of missing values changed
 * @param contribution by how much it moved the average prediction
 */
public record DriftedColumn(
        String column,
        String role,
        String score,
        String severity,
        String threshold,
        LocalDate since,
        String lasting,
        String test,
        String average,
        String missing,
        String contribution) {

    /** Those of the latest judged day, the worst first. */
    static List<DriftedColumn> of(DriftSummary findings) {
        return findings.drifted().stream().map(measure -> of(measure, findings)).toList();
    }

    private static DriftedColumn of(DayMeasure measure, DriftSummary findings) {
        LocalDate since = findings.since(measure);
        return new DriftedColumn(
                measure.column(),
                measure.role(),
                DriftNumberText.score(measure),
                measure.severity(),
                measure.threshold().map(DriftNumberText::score).orElse(""),
                since,
                days(since, measure.day()),
                measure.kolmogorovSmirnov().map(DriftNumberText::test).orElse(""),
                measure.averageChange().map(DriftNumberText::change).orElse(""),
                measure.missingChange().map(DriftNumberText::points).orElse(""),
                measure.contributionChange().map(DriftNumberText::change).orElse(""));
    }

    static String days(LocalDate first, LocalDate last) {
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        return days == 1 ? "1 day" : days + " days";
    }
}
