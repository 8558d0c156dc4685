package dev.waybill.common.conf;

import dev.waybill.common.conf.Checks.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A kind of check of a batch, the gravest first.
 *
 * <p>A batch starts with 100 points, and the weights of all kinds add up to them: whatever a pipeline checks, a kind costs
 * the same. Of its weight, a kind costs the share of its checks that failed. What makes rows useless weighs most; what
 * is found by comparing with earlier batches weighs less, since the world may have changed instead of the data. A kind
 * that weighs more than 5 is enough to miss the default gate of 95 by itself.
 */
public enum CheckKind {
    /** There are rows at all. */
    ROWS("rows", 10, Severity.critical),
    /** The share of lines that the source format cannot read. */
    UNREADABLE("unreadable", 10, Severity.critical),
    /** The share of rows that break a rule and go to quarantine. */
    REJECTED("rejected", 10, Severity.critical),
    /** Some accepted row has a label. */
    LABELLED("labelled", 10, Severity.critical),
    /** The share of rows in which a column is not null. */
    COMPLETENESS("completeness", 10, Severity.critical),
    /** The least and the greatest value of a column. */
    RANGE("range", 8, Severity.critical),
    /** The share of rows whose values of some columns no other row has. */
    UNIQUE("unique", 6, Severity.critical),
    /** The share of values that a reference lists. */
    REFERENCE("reference", 6, Severity.critical),
    /** The age of the newest row. */
    FRESHNESS("freshness", 4, Severity.critical),
    /** Rows a day against those of recent days. */
    VOLUME("volume", 6, Severity.error),
    /** How far the values of a column moved from those of the last accepted batch. */
    DISTRIBUTION("distribution", 6, Severity.error),
    /** Raw columns that the last accepted batch had. */
    MISSING_COLUMN("missing-column", 4, Severity.error),
    /** Raw columns that had another type in the last accepted batch. */
    CHANGED_TYPE("changed-type", 3, Severity.error),
    /** The share of rows that repeat the key of another. */
    DUPLICATES("duplicates", 3, Severity.error),
    /** The share of values far from the median. */
    OUTLIERS("outliers", 3, Severity.error),
    /** Raw columns that the last accepted batch did not have. */
    EXTRA_COLUMN("extra-column", 1, Severity.warning);

    private final String text;
    private final double weight;
    private final Severity severity;

    CheckKind(String text, double weight, Severity severity) {
        this.text = text;
        this.weight = weight;
        this.severity = severity;
    }

    /** Points of 100. */
    public double weight() {
        return weight;
    }

    /** Where {@code checks.severity} does not say otherwise. */
    public Severity severity() {
        return severity;
    }

    /** As in params.yaml and in tables: {@code missing-column}. */
    @Override
    public String toString() {
        return text;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(CheckKind::toString).toList();
    }

    static Optional<CheckKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }
}
