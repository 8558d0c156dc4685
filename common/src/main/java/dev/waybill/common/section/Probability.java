package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.Optional;

/**
 * What is made of the probabilities of a binary task.
 *
 * @param calibration by which they are mapped to how often a yes came true in held-back rows
 * @param decision from which probability on a row counts as a yes
 */
public record Probability(
        @Default("sigmoid") Method calibration,
        @Default("{}") DecisionRule decision) {

    /** What counts where params say nothing. */
    public static final Probability USUAL =
            new Probability(Method.sigmoid, new DecisionRule(Optional.empty(), Optional.empty(), Optional.empty()));

    /** The kinds of calibration. */
    public enum Method {
        /** What the trees say. */
        none,
        /** A logistic function of the log-odds (Platt 1999). */
        sigmoid,
        /** Any function that does not fall (Zadrozny and Elkan 2002). */
        isotonic,
        /** A function of the logarithms of both probabilities, of which sigmoid is a special case (Kull et al. 2017). */
        beta
    }
}
