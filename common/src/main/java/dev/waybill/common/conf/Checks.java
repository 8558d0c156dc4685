package dev.waybill.common.conf;

import java.util.Map;

/**
 * What a batch of raw rows must hold to.
 *
 * @param quarantine by reason, a Spark SQL condition over the clean columns and the label; a row for which it is false
 *     goes aside with that reason
 * @param completeness by clean column, the least share of rows in which it is not null, 0 to 1
 * @param unreadable the largest share of lines that the source format cannot read, 0 to 1
 * @param rejected the largest share of rows that may go to quarantine, 0 to 1
 */
public record Checks(
        Map<String, String> quarantine,
        Map<String, Double> completeness,
        @Default("0") double unreadable,
        @Default("0.5") double rejected) {

    public Checks {
        quarantine.forEach((reason, condition) -> {
            try {
                SqlExpressions.columns(condition);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("has quarantine." + reason + ", which " + e.getMessage(), e);
            }
        });
        completeness.forEach((column, share) -> requireShare("completeness." + column, share));
        requireShare("unreadable", unreadable);
        requireShare("rejected", rejected);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("has %s %s, which is not a share from 0 to 1".formatted(name, share));
        }
    }
}
