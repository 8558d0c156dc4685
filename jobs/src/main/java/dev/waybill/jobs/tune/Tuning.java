package dev.waybill.jobs.tune;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.params.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where better params of the model are looked for, and how long.
 *
 * @param space by key of the section model: what its value may be
 * @param trials so many sets of params are tried; 30 where minutes say nothing else
 * @param minutes until no further one is begun, instead of a number of trials
 * @param folds so many last stretches of the training and validation dates are predicted from the dates before
 * @param metric by which params are judged: one of XGBoost's for the task, the usual one if left out
 * @param seed of the sets that are tried
 */
public record Tuning(
        Map<String, Range> space,
        Optional<Integer> trials,
        Optional<Integer> minutes,
        @Default("3") int folds,
        Optional<String> metric,
        @Default("42") long seed) {

    /**
     * The values that a param may have: numbers from one to another, written {@code [4, 10]}, or {@code {log: [0.01,
     * 0.3]}} where each order of magnitude is as likely as the next, or {@code {choice: [a, b]}}.
     */
    public record Range(double from, double to, boolean log, List<JsonNode> choice) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public static Range of(JsonNode node) {
            if (isTwoNumbers(node)) {
                return between(node, false);
            } else if (node.size() == 1 && isTwoNumbers(node.path("log"))) {
                return between(node.path("log"), true);
            } else if (node.size() == 1 && node.path("choice").isArray()) {
                List<JsonNode> values = new ArrayList<>();
                node.path("choice").forEach(values::add);
                return new Range(0, 0, false, List.copyOf(values));
            }
            throw new IllegalArgumentException("not [from, to], {log: [from, to]} or {choice: [..]}: " + node);
        }

        private static boolean isTwoNumbers(JsonNode node) {
            return node.isArray()
                    && node.size() == 2
                    && node.path(0).isNumber()
                    && node.path(1).isNumber();
        }

        private static Range between(JsonNode ends, boolean log) {
            return new Range(ends.path(0).doubleValue(), ends.path(1).doubleValue(), log, List.of());
        }

        public Range {
            if (choice.isEmpty() && !(from < to)) {
                throw new IllegalArgumentException("not a range, since %s is not below %s".formatted(from, to));
            }
            if (log && !(from > 0)) {
                throw new IllegalArgumentException("not a range for log, since %s is not above 0".formatted(from));
            }
        }
    }

    public Tuning {
        if (space.isEmpty()) {
            throw new IllegalArgumentException("needs at least one param in 'space'");
        }
        if (trials.isPresent() && minutes.isPresent()) {
            throw new IllegalArgumentException("has both 'trials' and 'minutes'; drop one of them");
        }
        requirePositive("trials", trials.orElse(1));
        requirePositive("minutes", minutes.orElse(1));
        requirePositive("folds", folds);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("has %s %d, but it must be at least 1".formatted(name, value));
        }
    }
}
