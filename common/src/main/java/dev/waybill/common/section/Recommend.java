package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import java.util.Optional;

/**
 * Which items are recommended to whom, by factors of users and items found by alternating least squares on implicit
 * feedback (Hu, Koren and Volinsky: Collaborative Filtering for Implicit Feedback Datasets, IEEE International Conference
 * on Data Mining, 2008).
 *
 * @param user the feature that says who
 * @param item the feature that says what
 * @param strength the feature that says how much, above 0; each row counts 1 if it is left out
 * @param rank how many factors each user and item has
 * @param iterations of alternating
 * @param regularization the more, the nearer to 0 factors stay
 * @param alpha how much surer a preference is for each unit of strength
 * @param top how many items are recommended to each user, and judged
 * @param seed of the factors that are begun with
 */
public record Recommend(
        String user,
        String item,
        Optional<String> strength,
        @Default("16") int rank,
        @Default("10") int iterations,
        @Default("0.1") double regularization,
        @Default("10") double alpha,
        @Default("10") int top,
        @Default("42") long seed) {

    public Recommend {
        require("rank", rank, 1, 512);
        require("iterations", iterations, 1, 100);
        require("top", top, 1, 1000);
        if (!(regularization >= 0 && Double.isFinite(regularization))) {
            throw new IllegalArgumentException(
                    "has regularization %s, but it must be at least 0".formatted(regularization));
        }
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("has alpha %s, but it must be above 0".formatted(alpha));
        }
    }

    private static void require(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("has %s %d, but it must be %d to %d".formatted(key, value, least, most));
        }
    }
}
