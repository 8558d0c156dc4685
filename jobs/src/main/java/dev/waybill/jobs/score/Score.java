package dev.waybill.jobs.score;

import dev.waybill.common.params.Default;

/**
 * Who scores, and which rows are told apart.
 *
 * @param shadow whether the challenger scores what the champion does, without being published
 * @param minFeatureCoverage the share of the model's inputs, 0 to 1, of which a row that has less is flagged as sparse
 */
public record Score(
        @Default("false") boolean shadow, @Default("0.6") double minFeatureCoverage) {

    public Score {
        if (!(minFeatureCoverage >= 0 && minFeatureCoverage <= 1)) {
            throw new IllegalArgumentException(
                    "has min-feature-coverage %s, but it is a share, 0 to 1".formatted(minFeatureCoverage));
        }
    }
}
