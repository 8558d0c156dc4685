package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.List;

/**
 * What becomes of values of clean columns that no model can use. Whatever is done is counted, in table quality.
 *
 * @param numbers what is no number (NaN), infinite, or larger than the largest float, 3.4e38
 * @param texts of blanks alone, or one of the placeholders
 * @param placeholders texts that a form or an export has where nobody chose anything: Select, N/A; blanks at their ends do
 *     not count
 */
public record Unusable(
        @Default("keep") Numbers numbers, @Default("keep") Texts texts, List<String> placeholders) {

    /** Nothing becomes of them. */
    static final Unusable KEPT = new Unusable(Numbers.keep, Texts.keep, List.of());

    /** Of numbers. */
    public enum Numbers {
        /** They stay: a model takes NaN for missing, and training refuses what is infinite. */
        keep,
        /** They become null. */
        missing,
        /** They become the nearest float; NaN becomes null. */
        clip,
        /** Their rows go to quarantine. */
        refuse
    }

    /** Of texts. */
    public enum Texts {
        keep,
        missing,
        refuse
    }

    public Unusable {
        if (!placeholders.isEmpty() && texts == Texts.keep) {
            throw new IllegalArgumentException(
                    "has placeholders, but texts are kept; say texts: missing, or texts: refuse");
        }
    }
}
