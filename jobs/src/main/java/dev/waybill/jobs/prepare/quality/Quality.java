package dev.waybill.jobs.prepare.quality;

import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * How good a batch is: 100 points, less what its failed checks cost. A failed check costs its share in the weight of its
 * kind, or its excess in percent if that is more, as {@link CheckKind} says; a warning costs nothing. To correct a failed
 * check never costs points.
 *
 * @param checks the worst first
 * @param gate the points below which a batch is refused
 */
public record Quality(List<Check> checks, double gate) {

    public Quality {
        checks = checks.stream().sorted(worstFirst(checks)).toList();
    }

    private static Comparator<Check> worstFirst(List<Check> checks) {
        return Comparator.comparing(Check::passed)
                .thenComparing(Check::severity, Comparator.reverseOrder())
                .thenComparing(check -> cost(check, checks), Comparator.reverseOrder())
                .thenComparing(Check::kind)
                .thenComparing(Check::column);
    }

    /** Points left, 0 to 100, to two decimals. */
    public double score() {
        double lost = checks.stream().mapToDouble(this::cost).sum();
        return Math.max(0, Math.round(100 * (100 - lost)) / 100.0);
    }

    /** Points that a check costs: none if it passed. */
    public double cost(Check check) {
        return cost(check, checks);
    }

    /** Whether enough points are left, and no critical check failed. */
    public boolean accepted() {
        return score() >= gate && !criticalFailed();
    }

    /** Whether it is refused whatever its points. */
    public boolean criticalFailed() {
        return failed().stream().anyMatch(check -> check.severity() == Severity.critical);
    }

    /** Checks that failed and cost points, the worst first. */
    public List<Check> failed() {
        return checks.stream()
                .filter(check -> !check.passed() && check.isCounted())
                .toList();
    }

    /** Checks that failed and cost nothing. */
    public List<Check> warnings() {
        return checks.stream()
                .filter(check -> !check.passed() && !check.isCounted())
                .toList();
    }

    private static double cost(Check check, List<Check> checks) {
        CheckKind kind = check.kind();
        long alike = checks.stream()
                .filter(other -> other.kind() == kind && other.isCounted())
                .count();
        return check.passed() || !check.isCounted() ? 0 : Math.max(kind.weight() / alike, 100 * check.excess());
    }
}
