package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.InputsOfSource;
import dev.waybill.common.section.Sql;
import dev.waybill.common.section.SqlExpressions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a batch of raw rows must hold to. Columns are clean ones, the label among them; all but {@code quarantine},
 * {@code unreadable}, {@code rejected}, {@code duplicates} and {@code lost} looks at accepted rows, one a key.
 *
 * @param quarantine by reason, a Spark SQL condition over the clean columns and the label; a row for which it is false
 *     goes aside with that reason
 * @param completeness by column, the least share of rows in which it is not null, 0 to 1
 * @param ranges by column, the values that it may have
 * @param unique groups of columns whose values no two rows share
 * @param references by a name for it, a list of the values that there are
 * @param freshnessHours the greatest age of the newest event, against the end of the event date that the run is for, or
 *     else against the clock; not checked without it
 * @param unreadable the largest share of lines that the source format cannot read, 0 to 1
 * @param rejected the largest share of rows that may go to quarantine, 0 to 1
 * @param duplicates the largest share of rows that may repeat the key of another, 0 to 1
 * @param lost the largest share of a column's values that a cast in its expression may make null, 0 to 1
 * @param unusable the largest share of rows in which a column may have a value that no model can use, 0 to 1; see
 *     {@code source.unusable}
 * @param distribution how far the values of a number may move from those of the last accepted batch: the
 *     Kolmogorov-Smirnov distance, 0 for not at all to 1; the key's columns are left out
 * @param severity by kind of check, what its failure means; see {@link CheckKind} for the defaults
 * @param gate the points of 100 below which a batch is refused; see {@link CheckKind} for what a failure costs
 */
public record Checks(
        @Sql Map<String, String> quarantine,
        Map<String, Double> completeness,
        Map<String, Range> ranges,
        List<List<String>> unique,
        Map<String, Reference> references,
        Optional<Double> freshnessHours,
        @Default("0") double unreadable,
        @Default("0.5") double rejected,
        @Default("0.1") double duplicates,
        @Default("0.01") double lost,
        @Default("1") double unusable,
        @Default("{}") Volume volume,
        @Default("{}") Outliers outliers,
        @Default("0.3") double distribution,
        Map<String, Severity> severity,
        @Default("95") double gate) {

    /** What it means that a check fails. */
    public enum Severity {
        /** It is shown, and costs nothing. */
        warning,
        /** It costs points. */
        error,
        /** It costs points, and the batch is refused however many are left. */
        critical
    }

    /** The values that a number may have, both ends included. */
    public record Range(Optional<Double> min, Optional<Double> max) {
        public Range {
            if (min.isEmpty() && max.isEmpty()) {
                throw new IllegalArgumentException("needs 'min' or 'max'");
            } else if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
                throw new IllegalArgumentException("has min %s above max %s".formatted(min.get(), max.get()));
            }
        }
    }

    /**
     * A list of values that there are: a table of the pipeline, or a file.
     *
     * @param columns whose values must be in it; null counts for nothing
     * @param column of the list
     * @param path a file, folder or glob; a relative one starts at the project's root
     * @param format any Spark source
     * @param options of the Spark reader
     * @param least the least share of values that must be in it, 0 to 1
     */
    public record Reference(
            List<String> columns,
            String column,
            Optional<String> table,
            Optional<String> path,
            @Default("csv") String format,
            Map<String, String> options,
            @Default("1") double least) {
        public Reference {
            if (table.isPresent() == path.isPresent()) {
                throw new IllegalArgumentException("needs either 'table' or 'path'");
            }
            InputsOfSource.requireFormat(format);
            InputsOfSource.requireOptions("options", options);
            InputsOfSource.requirePath("path", path);
            requireShare("least", least);
        }
    }

    /**
     * Rows of a day, as multiples of the median of recent days.
     *
     * @param days how many accepted days the median is taken of, the latest before those in question
     */
    public record Volume(
            @Default("28") int days,
            @Default("0.2") double least,
            @Default("5") double most) {
        public Volume {
            if (days < 1 || !(least >= 0 && least <= 1 && most >= 1)) {
                throw new IllegalArgumentException(
                        "has days %d, least %s and most %s; days must be above 0, least from 0 to 1, most above that"
                                .formatted(days, least, most));
            }
        }
    }

    /**
     * Values far from the median.
     *
     * @param z the robust z-score beyond which a value counts as an outlier; 3.5 is the usual one for symmetric values,
     *     but times and distances have long tails
     * @param share the largest share of values that may be, 0 to 1
     */
    public record Outliers(
            @Default("10") double z, @Default("0.05") double share) {
        public Outliers {
            if (!(z > 0)) {
                throw new IllegalArgumentException("has z %s, but it must be above 0".formatted(z));
            }
            requireShare("share", share);
        }
    }

    public Checks {
        quarantine.forEach((reason, condition) -> {
            try {
                SqlExpressions.repeatableColumns(condition);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("has quarantine." + reason + ", which " + e.getMessage(), e);
            }
        });
        completeness.forEach((column, share) -> requireShare("completeness." + column, share));
        requireShare("unreadable", unreadable);
        requireShare("rejected", rejected);
        requireShare("duplicates", duplicates);
        requireShare("lost", lost);
        requireShare("unusable", unusable);
        requireShare("distribution", distribution);
        freshnessHours.ifPresent(Checks::requireHours);
        severity.keySet().forEach(Checks::requireKind);
        if (!(gate >= 0 && gate <= 100)) {
            throw new IllegalArgumentException("has gate %s, which is not 0 to 100 points".formatted(gate));
        }
    }

    /** What it means that a check of a kind fails. */
    public Severity severity(CheckKind kind) {
        return severity.getOrDefault(kind.toString(), kind.severity());
    }

    /**
     * What a failure means that is so far beyond its limit.
     *
     * @param excess 0 at the limit, 1 at the worst there could be; see {@link CheckKind}
     */
    public Severity severity(CheckKind kind, double excess) {
        boolean mayGrow = kind.severity() == Severity.error && !severity.containsKey(kind.toString());
        return mayGrow && excess > CheckKind.GRAVE ? Severity.critical : severity(kind);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("has %s %s, which is not a share from 0 to 1".formatted(name, share));
        }
    }

    private static void requireHours(double hours) {
        if (!(hours > 0)) {
            throw new IllegalArgumentException("has freshness-hours %s, but it must be above 0".formatted(hours));
        }
    }

    private static void requireKind(String name) {
        if (CheckKind.of(name).isEmpty()) {
            throw new IllegalArgumentException("has severity.%s, which is no kind of check. %s"
                    .formatted(name, Suggestion.sentence(name, CheckKind.names())));
        }
    }
}
