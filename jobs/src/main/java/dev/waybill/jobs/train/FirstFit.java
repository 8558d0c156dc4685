package dev.waybill.jobs.train;

import dev.waybill.common.fit.TreeTrainer.Best;
import java.util.Optional;

/**
 * How trees fitted on the training rows alone predict the validation rows.
 *
 * @param best empty where there are none of these
 */
record FirstFit(Candidate candidate, Optional<Best> best) {

    /** As the validation rows say, or as the spec does. */
    int rounds() {
        return best.map(Best::rounds).orElse(candidate.spec().model().numRound());
    }

    /** By the metric that also says when to stop. */
    double score() {
        return best.orElseThrow().score();
    }
}
