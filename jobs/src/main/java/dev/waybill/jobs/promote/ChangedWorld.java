package dev.waybill.jobs.promote;

import dev.waybill.common.params.Default;
import java.util.List;

/**
 * When a champion may be replaced before there are days enough to be certain, since the world is no longer the one that it
 * was judged in: its loss over the last days is far above the one that it was registered with, the challenger did better on
 * each of these days, and no worse over all.
 *
 * @param days how many last days; of two equally good models, one is better on all of five days once in 32 times
 * @param error from how many times the promised loss on the champion is outside of its promise
 */
public record ChangedWorld(
        @Default("5") int days, @Default("1.25") double error) {

    public ChangedWorld {
        if (days < 3) {
            throw new IllegalArgumentException("has days %d, but it must be at least 3".formatted(days));
        }
        if (!(error > 1)) {
            throw new IllegalArgumentException("has error %s, but it must be above 1".formatted(error));
        }
    }

    /**
     * Whether it is so.
     *
     * @param promised the champion's mean loss when it was registered
     */
    boolean holds(PairedEvidence evidence, double promised) {
        int all = evidence.days().size();
        if (all < days) {
            return false;
        }
        List<PairedSums> last = evidence.days().subList(all - days, all);
        PairedSums sum = last.stream().reduce(PairedSums.NONE, PairedSums::plus);
        return sum.champion() / sum.rows() > error * promised
                && last.stream().allMatch(PairedSums::challengerIsBetter)
                && evidence.all().difference() <= 0;
    }
}
