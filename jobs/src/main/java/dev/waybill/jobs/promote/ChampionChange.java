package dev.waybill.jobs.promote;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A champion that somebody puts in place, without a comparison: the reason stands in the receipt instead.
 *
 * @param decision {@link Decision#promoted} or {@link Decision#rolled_back}
 * @param by the user's name
 */
record ChampionChange(Decision decision, String reason, String by) {

    ChampionChange {
        if (reason.isBlank()) {
            throw Refusal.mistake(
                    "models.no-reason",
                    "Cannot change the champion without a reason: the receipt is to tell later readers why.",
                    "Give one with --reason \"..\".");
        }
    }

    /**
     * Makes a version champion: the row in promotions first, then the aliases, then champion.json. Broken off anywhere, the
     * same call completes it; made again, it changes nothing.
     *
     * @param last change that was decided
     * @throws Refusal if the version's files are missing or are not those that were registered, or it is champion by another
     *     decision
     */
    Receipt to(ModelVersion target, Optional<Promotions.Change> last, JobContext context) {
        Contender contender = Contender.of(target, context);
        Optional<ModelVersion> champion = context.tracking().byAlias(target.model(), Aliases.CHAMPION);
        Optional<Promotions.Change> same = last.filter(change -> isThis(change, target, champion));
        if (same.isEmpty() && isVersion(champion, target.version())) {
            throw Refusal.mistake(
                    "models.is-champion",
                    "Cannot make %s champion: it is that already.".formatted(target),
                    "Name another version: ./waybill models -p %s lists them.".formatted(target.model()));
        }
        Optional<ModelVersion> before = same.map(change -> change.before().map(number -> version(number, context)))
                .orElse(champion);
        Receipt receipt =
                same.map(change -> Receipt.read(change.receipt())).orElseGet(() -> receipt(contender, before, context));
        if (same.isEmpty()) {
            Promotions.append(context, receipt);
        }
        boolean wasDone = same.isPresent() && isDone(target, before, context);
        if (!wasDone) {
            ReceiptFiles.writeFiles(receipt, target, context);
        }
        Succession.of(target, before.map(ModelVersion::version), context);
        return wasDone ? receipt.as(Decision.unchanged) : receipt;
    }

    /** Whether a change that was decided is this one, completed or not. */
    private boolean isThis(Promotions.Change change, ModelVersion target, Optional<ModelVersion> champion) {
        return change.decision() == decision
                && change.version() == target.version()
                && (isVersion(champion, target.version())
                        || change.before().equals(champion.map(ModelVersion::version)));
    }

    private static boolean isDone(ModelVersion target, Optional<ModelVersion> before, JobContext context) {
        return isVersion(context.tracking().byAlias(target.model(), Aliases.CHAMPION), target.version())
                && before.filter(former -> !isVersion(
                                context.tracking().byAlias(target.model(), Aliases.PREVIOUS), former.version()))
                        .isEmpty();
    }

    private static boolean isVersion(Optional<ModelVersion> found, int number) {
        return found.filter(version -> version.version() == number).isPresent();
    }

    /** @throws Refusal if there is none of the number */
    static ModelVersion version(int number, JobContext context) {
        return RegisteredVersion.find(
                String.valueOf(number), context.workspace().pipeline(), context.tracking());
    }

    private Receipt receipt(Contender target, Optional<ModelVersion> before, JobContext context) {
        Map<String, Receipt.ModelFacts> models = new LinkedHashMap<>();
        models.put(Aliases.CHALLENGER, Receipt.ModelFacts.of(target));
        before.ifPresent(version -> models.put(Aliases.CHAMPION, Receipt.ModelFacts.of(version, context)));
        return new Receipt(
                target.version().model(),
                target.version().version(),
                before.map(ModelVersion::version),
                decision,
                reason,
                Optional.of(Rule.by_hand),
                Mode.enabled,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                models,
                context.tables().exists(FeatureTable.NAME)
                        ? Optional.of(context.tables().version(FeatureTable.NAME))
                        : Optional.empty(),
                Optional.of(by),
                context.workspace().runId(),
                context.clock().instant());
    }
}
