package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.Optional;

/**
 * What is made of the probabilities of a binary or a multiclass task.
 *
 * @param calibration by which they are mapped to how often a yes came true in held-back rows
 * @param decision of a binary task, from which probability on a row counts as a yes
 * @param topClasses of a multiclass task, as many of the likeliest classes are listed beside a prediction, and a row counts as
 *     right for the top-k accuracy if its class is among them; 3 if left out
 */
public record Probability(
        @Default("sigmoid") Method calibration,
        @Default("{}") DecisionRule decision,
        Optional<Integer> topClasses) {

    /** What counts where params say nothing. */
    public static final Probability USUAL = new Probability(
            Method.sigmoid, new DecisionRule(Optional.empty(), Optional.empty(), Optional.empty()), Optional.empty());

    public Probability {
        topClasses.filter(number -> number < 1).ifPresent(number -> {
            throw new IllegalArgumentException("has top-classes %d, but it must be at least 1".formatted(number));
        });
    }

    /**
     * Refuses what has no meaning for a task.
     *
     * @throws IllegalArgumentException that begins with the path in params
     */
    public static void require(Task task, Optional<Probability> probability) {
        if (probability.isPresent() && task != Task.binary && task != Task.multiclass) {
            throw new IllegalArgumentException(
                    ("probability is there, but the task is %s: only those of yes or no (binary) and of classes"
                                    + " (multiclass) are calibrated by it")
                            .formatted(task));
        }
        if (task == Task.multiclass
                && probability.filter(given -> given.decision().isGiven()).isPresent()) {
            throw new IllegalArgumentException(
                    "probability.decision is of binary tasks, but the task is multiclass: the likeliest class is predicted");
        }
        if (task == Task.binary && probability.flatMap(Probability::topClasses).isPresent()) {
            throw new IllegalArgumentException(
                    "probability.top-classes is of multiclass tasks, but the task is binary, which has only two");
        }
    }

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
