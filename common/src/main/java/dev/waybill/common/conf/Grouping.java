package dev.waybill.common.conf;

import java.util.List;

/**
 * Which rows share prediction intervals.
 *
 * @param groups columns of the features table; each combination of their values has intervals of its own
 * @param atLeast as many held-back rows it must have for that; otherwise it has those of all rows
 */
public record Grouping(List<String> groups, @Default("200") int atLeast) {

    public Grouping {
        if (atLeast < 20) {
            throw new IllegalArgumentException(
                    "has at-least %d, but fewer than 20 rows say nothing about 1 in 20".formatted(atLeast));
        }
    }
}
