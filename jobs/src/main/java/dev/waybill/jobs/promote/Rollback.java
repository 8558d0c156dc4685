package dev.waybill.jobs.promote;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import java.util.Optional;

/**
 * Takes the champion before this one back, or any other version that is named. What was rolled back from is not promoted
 * again unless somebody says so. Scoring is left to whoever calls.
 */
public final class Rollback implements Job<Rollback.Params, Receipt> {

    /** No section of params says anything about it. */
    public record Params() {}

    private final Optional<Integer> to;
    private final ChampionChange change;

    /**
     * @param to the version to take back; the one before the champion if not given
     * @param by the user's name
     */
    public Rollback(Optional<Integer> to, String reason, String by) {
        this.to = to;
        this.change = new ChampionChange(Decision.rolled_back, reason, by);
    }

    @Override
    public String name() {
        return "rollback";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Receipt run(Params params, JobContext context) {
        JobContext own = context.during(""); // an attempt at promote that was broken off would swallow the row
        String model = own.workspace().pipeline();
        ModelVersion champion = own.tracking()
                .byAlias(model, Aliases.CHAMPION)
                .orElseThrow(() -> Refusal.mistake(
                        "models.no-champion",
                        "Cannot roll %s back: it has no champion.".formatted(model),
                        "Run ./waybill repro -p %s first.".formatted(model)));
        Optional<Promotions.Change> last = Promotions.last(own);
        return change.to(target(champion, last, own), last, own);
    }

    private ModelVersion target(ModelVersion champion, Optional<Promotions.Change> last, JobContext context) {
        Optional<Integer> begun =
                last.filter(decided -> isRollbackAround(decided, champion)).map(Promotions.Change::version);
        return to.or(() -> begun)
                .map(number -> ChampionChange.version(number, context))
                .or(() -> context.tracking().byAlias(champion.model(), Aliases.PREVIOUS))
                .orElseThrow(() -> Refusal.mistake(
                        "models.no-previous",
                        "Cannot roll %s back: no version was champion before it.".formatted(champion),
                        "Name one with --to: ./waybill models -p %s lists them.".formatted(champion.model())));
    }

    /** Whether the last change is a rollback that is not completed, or nothing has changed since: both are this one. */
    private static boolean isRollbackAround(Promotions.Change decided, ModelVersion champion) {
        return decided.decision() == Decision.rolled_back
                && (decided.version() == champion.version()
                        || decided.before().equals(Optional.of(champion.version())));
    }

    @Override
    public String summary(Receipt receipt) {
        return receipt.sentence();
    }
}
