package dev.waybill.jobs.drift.stats;

import java.util.Locale;

/**
 * How bad a drift is, by its population stability index alone, so that pipelines with different thresholds can be
 * compared.
 *
 * <p>0.10 and 0.25 are the limits of Siddiqi, Credit Risk Scorecards (Wiley, 2006), chapter 8: no change, some change,
 * a shift. The two above them are ours. As a scale for them all: two normal distributions of the same spread, whose
 * means are d standard deviations apart, have an index of d squared; so the four begin at about 0.3, 0.5, 0.6 and 1
 * standard deviations.
 */
public enum Severity {
    NONE(0),
    LOW(0.10),
    MEDIUM(0.25),
    HIGH(0.40),
    CRITICAL(1.0);

    private final double from;

    Severity(double from) {
        this.from = from;
    }

    /** The index from which it is at least this bad. */
    public double from() {
        return from;
    }

    public static Severity of(double populationStabilityIndex) {
        Severity worst = NONE;
        for (Severity severity : values()) {
            if (populationStabilityIndex >= severity.from) {
                worst = severity;
            }
        }
        return worst;
    }

    /** As in tables and on pages: {@code high}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
