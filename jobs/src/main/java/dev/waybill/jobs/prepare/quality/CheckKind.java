package dev.waybill.jobs.prepare.quality;

import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A kind of check of a batch, the gravest first.
 *
 * <p>A batch starts with 100 points, and the weights of all kinds add up to them: whatever a pipeline checks, a kind costs
 * the same. What a failed check costs fits its harm:
 *
 * <ol>
 *   <li>at least its share in the weight of its kind: a third, where a kind has three checks;
 *   <li>where rows or values are useless, at least its <em>excess</em> in percent: how far it is from its limit to the
 *       worst there could be, 0 to 1. Of a share, the worst is all rows or none: with a limit of 10% duplicates, 28%
 *       are an excess of 0.2 and cost 20 points. Of an amount, such as an age, it is what of it lies beyond the limit;
 *   <li>with an excess above {@value #GRAVE}, what is an error by default is critical, unless params say what it is.
 * </ol>
 *
 * <p>What is found by comparing with earlier batches says that rows are others, not that they are useless, since the world
 * may have changed instead of the data; it costs its weight. A kind that weighs more than 5 is enough to miss the default
 * gate of 95 by itself.
 */
public enum CheckKind {
    /** There are rows at all. */
    ROWS("rows", 6, Severity.critical, Measure.amount),
    /** The share of lines that the source format cannot read. */
    UNREADABLE("unreadable", 10, Severity.critical, Measure.share),
    /** The share of rows that break a rule and go to quarantine. */
    REJECTED("rejected", 10, Severity.critical, Measure.share),
    /** Some accepted row has a label. */
    LABELLED("labelled", 9, Severity.critical, Measure.amount),
    /** The share of rows in which a column is not null. */
    COMPLETENESS("completeness", 10, Severity.critical, Measure.share),
    /** The least and the greatest value of a column. */
    RANGE("range", 8, Severity.critical, Measure.bound),
    /** The share of rows whose values of some columns no other row has. */
    UNIQUE("unique", 6, Severity.critical, Measure.share),
    /** The share of values that a reference lists. */
    REFERENCE("reference", 6, Severity.critical, Measure.share),
    /** The age of the newest row. */
    FRESHNESS("freshness", 4, Severity.critical, Measure.amount),
    /** Rows a day against those of recent days. */
    VOLUME("volume", 6, Severity.error, Measure.amount),
    /** How far the values of a column moved from those of the last accepted batch. */
    DISTRIBUTION("distribution", 6, Severity.error, Measure.difference),
    /** The share of a column's values that its expression made null. */
    LOST_VALUES("lost-values", 4, Severity.error, Measure.share),
    /** The share of rows in which a column has a value that no model can use: see section source.unusable. */
    UNUSABLE_VALUES("unusable-values", 0, Severity.error, Measure.share),
    /** Raw columns that the last accepted batch had. */
    MISSING_COLUMN("missing-column", 4, Severity.error, Measure.difference),
    /** Raw columns that had another type in the last accepted batch. */
    CHANGED_TYPE("changed-type", 3, Severity.error, Measure.difference),
    /** The share of rows that repeat the key of another. */
    DUPLICATES("duplicates", 3, Severity.error, Measure.share),
    /** The share of values far from the median. */
    OUTLIERS("outliers", 3, Severity.error, Measure.share),
    /** The share of rows dated apart from all others. */
    STRAY_ROWS("stray-rows", 1, Severity.warning, Measure.share),
    /** Raw columns that the last accepted batch did not have. */
    EXTRA_COLUMN("extra-column", 1, Severity.warning, Measure.difference);

    /** What the value of a check is, and so how far it is beyond its limit. */
    public enum Measure {
        /** A share of rows or values. */
        share,
        /** A number of things, without an end above. */
        amount,
        /** A value of the data; the share of values beyond the limit is counted apart. */
        bound,
        /** How another batch was: of this alone, no row is useless. */
        difference
    }

    /** The excess beyond which a failure is critical: more than half the way from the limit to the worst. */
    public static final double GRAVE = 0.5;

    private final String text;
    private final double weight;
    private final Severity severity;
    private final Measure measure;

    CheckKind(String text, double weight, Severity severity, Measure measure) {
        this.text = text;
        this.weight = weight;
        this.severity = severity;
        this.measure = measure;
    }

    /** Points of 100 that all checks of the kind cost together, if all of them just fail. */
    public double weight() {
        return weight;
    }

    /** Where {@code checks.severity} does not say otherwise. */
    public Severity severity() {
        return severity;
    }

    public Measure measure() {
        return measure;
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
