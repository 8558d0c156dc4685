package dev.waybill.jobs.score;

import dev.waybill.common.params.Default;

/**
 * How predictions are explained.
 *
 * @param top as many features are named, those that add or take away the most; the others are one entry together
 */
public record Explain(@Default("5") int top) {

    public Explain {
        if (top < 1) {
            throw new IllegalArgumentException("has top %d, but it must be at least 1".formatted(top));
        }
    }
}
