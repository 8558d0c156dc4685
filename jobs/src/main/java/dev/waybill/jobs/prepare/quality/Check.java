package dev.waybill.jobs.prepare.quality;

import dev.waybill.jobs.prepare.quality.CheckKind.Measure;
import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.util.Optional;

/**
 * What one check of a batch found.
 *
 * @param column that it looked at; empty for the whole batch
 * @param severity what its failure means
 * @param excess how far it is beyond its threshold: 0 at the threshold, 1 at the worst there could be; see
 *     {@link CheckKind}
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
        double excess,
        String message,
        Optional<String> atFault) {

    /** A value that must not be below a threshold; NaN is. */
    public static Check atLeast(
            Checks limits, CheckKind kind, String column, double value, double threshold, String failure) {
        return of(limits, kind, column, value, threshold, value >= threshold, failure)
                .exceedingBy((threshold - value) / threshold, limits);
    }

    /** A value that must not be above a threshold; NaN is. */
    public static Check atMost(
            Checks limits, CheckKind kind, String column, double value, double threshold, String failure) {
        double worst = kind.measure() == Measure.share ? 1 - threshold : value;
        return of(limits, kind, column, value, threshold, value <= threshold, failure)
                .exceedingBy((value - threshold) / worst, limits);
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
        return new Check(kind, column, value, threshold, passed, severity, 0, passed ? "" : failure, Optional.empty());
    }

    /** What is not a number is as bad as can be. */
    private Check exceedingBy(double excess, Checks limits) {
        boolean counts = kind.measure() == Measure.share || kind.measure() == Measure.amount;
        return counts ? concerning(Double.isNaN(excess) ? 1 : excess, limits) : this;
    }

    /**
     * The same, which concerns so much of the batch.
     *
     * @param share 0 to 1
     */
    Check concerning(double share, Checks limits) {
        return passed
                ? this
                : new Check(
                        kind, column, value, threshold, false, limits.severity(kind, share), share, message, atFault);
    }

    /** The same, knowing which rows are at fault. */
    public Check blaming(String condition) {
        return new Check(kind, column, value, threshold, passed, severity, excess, message, Optional.of(condition));
    }

    /** The same, as one that means something else if it failed. */
    public Check as(Severity other) {
        return new Check(kind, column, value, threshold, passed, other, excess, message, atFault);
    }

    /** Whether its failure costs points. */
    boolean isCounted() {
        return severity != Severity.warning;
    }
}
