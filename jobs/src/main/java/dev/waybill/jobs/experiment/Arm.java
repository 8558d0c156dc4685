package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Variant;
import java.util.Map;

/**
 * What is known of the rows that one variant published.
 *
 * @param version of the model
 * @param published rows, labelled or not
 * @param rows that have a label and a unit
 * @param units of these
 * @param loss their mean loss; NaN where there are none
 * @param metrics by name, over the same rows
 */
public record Arm(
        Variant variant,
        int version,
        long published,
        long rows,
        long units,
        double loss,
        Map<String, Double> metrics) {}
