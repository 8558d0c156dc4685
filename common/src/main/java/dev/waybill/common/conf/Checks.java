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
        @Default("0.5") double rejected) {}
