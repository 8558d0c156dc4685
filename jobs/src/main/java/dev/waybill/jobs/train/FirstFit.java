package dev.waybill.jobs.train;

import dev.waybill.common.fit.TreeTrainer.Best;
import dev.waybill.common.section.EvalMetric;
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

    /**
     * By the metric that also says when to stop, over all validation rows: those of a class that the training rows lack count
     * as badly as a row can. So the scores of several training lengths are of the same rows.
     */
    double score() {
        double known = best.orElseThrow().score();
        long unknown = candidate.unknownValid();
        return unknown == 0
                ? known
                : (candidate.validRows() * known
                                + unknown * EvalMetric.worst(candidate.spec().metric()))
                        / (candidate.validRows() + unknown);
    }
}
