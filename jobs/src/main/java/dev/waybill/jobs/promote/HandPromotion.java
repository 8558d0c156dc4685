package dev.waybill.jobs.promote;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;

/**
 * Makes a version champion because somebody says so, whatever gates and comparisons say; also one that was rolled back from.
 * Scoring is left to whoever calls.
 */
public final class HandPromotion implements Job<HandPromotion.Params, Receipt> {

    /** No section of params says anything about it. */
    public record Params() {}

    private final int version;
    private final ChampionChange change;

    /** @param by the user's name */
    public HandPromotion(int version, String reason, String by) {
        this.version = version;
        this.change = new ChampionChange(Decision.promoted, reason, by);
    }

    @Override
    public String name() {
        return "promote-by-hand";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Receipt run(Params params, JobContext context) {
        JobContext own = context.during(""); // an attempt at promote that was broken off would swallow the row
        return change.to(ChampionChange.version(version, own), Promotions.last(own), own);
    }

    @Override
    public String summary(Receipt receipt) {
        return receipt.sentence();
    }
}
