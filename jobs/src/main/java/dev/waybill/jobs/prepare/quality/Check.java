package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.conf.CheckKind;
import dev.waybill.common.conf.Checks;
import dev.waybill.common.conf.Checks.Severity;
import java.util.Optional;

/**
 * What one check of a batch found.
 *
 * @param column that it looked at; empty for the whole batch
 * @param severity what its failure means
 * @param message what is wrong, as a clause without its batch: {@code it has no rows}; empty if it passed
 * @param atFault a condition in Spark SQL that holds for the rows at fault, where single rows are
 */
public record Check(
        CheckKind kind,
        String column,
        double value,
        double threshold,
        boolean passed,
        Severity severity,
        String message,
        Optional<String> atFault) {

    /** A value that must not be below a threshold; NaN is. */
    public static Check atLeast(
            Checks limits, CheckKind kind, String column, double value, double threshold, String failure) {
        return of(limits, kind, column, value, threshold, value >= threshold, failure);
    }

    /** A value that must not be above a threshold; NaN is. */
    public static Check atMost(
            Checks limits, CheckKind kind, String column, double value, double threshold, String failure) {
        return of(limits, kind, column, value, threshold, value <= threshold, failure);
    }

    private static Check of(
            Checks limits,
            CheckKind kind,
            String column,
            double value,
            double threshold,
            boolean passed,
            String failure) {
        Severity severity = limits.severity(kind);
        return new Check(kind, column, value, threshold, passed, severity, passed ? "" : failure, Optional.empty());
    }

    /** The same, knowing which rows are at fault. */
    public Check blaming(String condition) {
        return new Check(kind, column, value, threshold, passed, severity, message, Optional.of(condition));
    }

    /** The same, as one that refuses the batch if it failed. */
    public Check critical() {
        return new Check(kind, column, value, threshold, passed, Severity.critical, message, atFault);
    }

    /** Whether its failure costs points. */
    boolean isCounted() {
        return severity != Severity.warning;
    }
}
