package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From which probability on a row counts as a yes: one of these, or 0.5 where params say nothing.
 *
 * @param threshold the probability itself
 * @param cost of both ways to be wrong: the threshold is the one that costs least
 * @param top as large a share of rows is to count as a yes, the likeliest first; learned from held-back rows
 */
public record DecisionRule(Optional<Double> threshold, Optional<Cost> cost, Optional<Percent> top) {

    /**
     * What errors cost, in any unit.
     *
     * @param falseYes where a no is taken for a yes
     * @param missedYes where a yes is taken for a no
     */
    public record Cost(double falseYes, double missedYes) {

        public Cost {
            if (!(falseYes > 0 && missedYes > 0)) {
                throw new IllegalArgumentException(
                        "has false-yes %s and missed-yes %s, but both must be above 0".formatted(falseYes, missedYes));
            }
        }

        /**
         * The probability at which both answers cost the same (Elkan: The Foundations of Cost-Sensitive Learning, IJCAI 2001,
         * equation 2, where right answers cost nothing).
         */
        public double threshold() {
            return falseYes / (falseYes + missedYes);
        }

        @Override
        public String toString() {
            return "a false yes costs %s, a missed one %s".formatted(plain(falseYes), plain(missedYes));
        }
    }

    /** A part of the whole, written {@code 20%}. */
    public record Percent(double share) {

        @JsonCreator
        public static Percent parse(String text) {
            if (!text.matches("[0-9]{1,3}(\\.[0-9]+)?%")) {
                throw new IllegalArgumentException("not a share like 20%: " + text);
            }
            double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("is %s, but it must be above 0%% and below 100%%".formatted(text));
            }
            return new Percent(share);
        }

        @Override
        @JsonValue
        public String toString() {
            return plain(Math.round(share * 1e6) / 1e4) + "%";
        }
    }

    public DecisionRule {
        if (Stream.of(threshold, cost, top).filter(Optional::isPresent).count() > 1) {
            throw new IllegalArgumentException("has more than one of threshold, cost and top");
        }
        threshold.filter(value -> !(value > 0 && value < 1)).ifPresent(value -> {
            throw new IllegalArgumentException("has threshold %s, but it must be above 0 and below 1".formatted(value));
        });
    }

    /** Whether params say anything. */
    boolean isGiven() {
        return threshold.isPresent() || cost.isPresent() || top.isPresent();
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
