package dev.waybill.jobs.drift;

import dev.waybill.common.params.Default;

/**
 * When a column counts as drifted.
 *
 * @param psi population stability index from which it does, above what chance alone gives; 0.1 to 0.25 is commonly read as
 *     some drift, above as much
 * @param minRows fewer rows in a day than this are measured, but not judged
 */
public record Drift(
        @Default("0.25") double psi, @Default("500") int minRows) {}
