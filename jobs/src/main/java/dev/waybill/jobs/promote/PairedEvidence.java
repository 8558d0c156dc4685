package dev.waybill.jobs.promote;

import java.util.List;

/**
 * How the challenger did beside the champion, on rows that neither had seen.
 *
 * @param unit that chance is taken to draw
 * @param all the difference over all rows
 * @param days the sums of each day, in order; one for rows without a date
 */
record PairedEvidence(Unit unit, LossDifference all, List<PairedSums> days, SegmentGuard segments) {

    /**
     * Of sums alone.
     *
     * @param cells of all rows, two units or more
     */
    static PairedEvidence of(Unit unit, List<PairedCell> cells, SegmentGuard segments) {
        return new PairedEvidence(unit, LossDifference.of(unit.of(cells)), Unit.days.of(cells), segments);
    }
}
