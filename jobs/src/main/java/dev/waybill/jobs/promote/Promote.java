package dev.waybill.jobs.promote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.ChampionFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Verdict;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides whether the challenger becomes champion: it must pass the gates of params, and do better than the champion on
 * rows that neither has seen, or, where there is none yet, better than the naive predictions. The decision and every
 * number behind it are kept, also when it is a no.
 */
public final class Promote implements Job<Promote.Params, Promote.Receipt> {

    private static final String NAME = "promote";

    /**
     * What is compared, and what a champion is held to.
     *
     * @param gates by metric, the most of an error and the least of anything else that a champion may have
     */
    public record Params(
            Task task,
            Source source,
            Optional<SplitRule> split,
            @Default("{}") Evaluation evaluate,
            Map<String, Double> gates) {

        public Params {
            SplitRule.require(split, source);
            Metric.require(gates, task, evaluate, source.label());
        }
    }

    /** What came of it. */
    public enum Decision {
        promoted,
        refused,
        /** The challenger is the champion already, and passes every gate. */
        unchanged
    }

    /**
     * A decision with all that it stands on; a row of table promotions and the file metrics/promote.json.
     *
     * @param champion the version before the decision
     * @param rows on which challenger and champion were compared
     */
    public record Receipt(
            String model,
            int challenger,
            Optional<Integer> champion,
            Decision decision,
            String reason,
            long rows,
            List<Gate> gates,
            TableVersion features,
            String runId,
            Instant decidedAt)
            implements Verdict {

        @Override
        public Optional<ExitCode> verdict() {
            return decision == Decision.refused ? Optional.of(ExitCode.PROMOTION_REFUSED) : Optional.empty();
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    /** Not what is scored already, which a champion is judged by: scoring comes after promotion. */
    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.REGISTERED, Artifact.metrics("evaluate"), Artifact.table(FeatureTable.NAME));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.CHAMPION, Artifact.table(Promotions.NAME), Artifact.metrics(name()));
    }

    @Override
    public Receipt run(Params params, JobContext context) {
        Workspace workspace = context.workspace();
        Tracking tracking = context.tracking();
        ModelVersion challenger = tracking.byAlias(workspace.pipeline(), Aliases.CHALLENGER)
                .orElseThrow(() -> Refusal.mistake(
                        "promote.no-challenger",
                        "Cannot promote a model of " + workspace.pipeline() + ": none is registered as challenger.",
                        "Run ./waybill repro -p " + workspace.pipeline() + " first."));
        Optional<ModelVersion> champion = tracking.byAlias(workspace.pipeline(), Aliases.CHAMPION);
        Receipt receipt = decide(challenger, champion, params, context);
        publish(receipt, challenger, champion, context);
        return receipt;
    }

    /** One that is champion already has to pass the gates all the same: what it was judged by may have changed. */
    private static Receipt decide(
            ModelVersion challenger, Optional<ModelVersion> champion, Params params, JobContext context) {
        Optional<ModelVersion> rival = champion.filter(other -> other.version() != challenger.version());
        context.progress()
                .doing("comparing %s with %s"
                        .formatted(challenger, rival.map(Object::toString).orElse("the naive predictions")));
        ChallengerComparison comparison = ChallengerComparison.of(challenger, rival, params, context);
        List<Gate> gates = new ArrayList<>();
        params.gates().forEach((metric, bound) -> gates.add(Gate.absolute(metric, bound, comparison.challenger())));
        comparison
                .others()
                .forEach((who, metrics) ->
                        gates.add(Gate.better(comparison.loss(), comparison.challenger(), metrics, who)));
        String refusals =
                gates.stream().map(Gate::refusal).flatMap(Optional::stream).collect(Collectors.joining("; "));
        boolean already = champion.isPresent() && rival.isEmpty();
        return receipt(
                challenger,
                champion,
                decision(already, refusals.isEmpty()),
                reason(already, refusals),
                comparison.rows(),
                gates,
                context);
    }

    private static Decision decision(boolean already, boolean passes) {
        if (!passes) {
            return Decision.refused;
        }
        return already ? Decision.unchanged : Decision.promoted;
    }

    private static String reason(boolean already, String refusals) {
        if (refusals.isEmpty()) {
            return already ? "It is the champion already, and passes every gate." : "It passes every gate.";
        }
        return already ? "it is and stays the champion, but " + refusals : refusals;
    }

    private static Receipt receipt(
            ModelVersion challenger,
            Optional<ModelVersion> champion,
            Decision decision,
            String reason,
            long rows,
            List<Gate> gates,
            JobContext context) {
        return new Receipt(
                challenger.model(),
                challenger.version(),
                champion.map(ModelVersion::version),
                decision,
                reason,
                rows,
                gates,
                context.tables().version(FeatureTable.NAME),
                context.workspace().runId(),
                context.clock().instant());
    }

    /** The receipt first, then the aliases: whoever finds a new champion finds its receipt too. */
    private static void publish(
            Receipt receipt, ModelVersion challenger, Optional<ModelVersion> champion, JobContext context) {
        Promotions.append(context, receipt);
        Path metrics = context.workspace().metrics(NAME);
        if (receipt.decision() != Decision.unchanged || !isOfPromotion(metrics, challenger)) {
            JsonFile.write(metrics, receipt);
        }
        if (receipt.decision() == Decision.promoted) {
            champion.ifPresent(
                    before -> context.tracking().setAlias(before.model(), Aliases.PREVIOUS, before.version()));
            context.tracking().setAlias(challenger.model(), Aliases.CHAMPION, challenger.version());
        }
        ChampionFile.write(context);
    }

    /** Whether a file holds the receipt that made a version champion: that outlasts runs that find it champion. */
    private static boolean isOfPromotion(Path metrics, ModelVersion version) {
        if (!Files.isRegularFile(metrics)) {
            return false;
        }
        JsonNode receipt = JsonFile.read(metrics, JsonNode.class);
        return receipt.path("challenger").asInt() == version.version()
                && receipt.path("decision").asText().equals(Decision.promoted.name());
    }

    @Override
    public String summary(Receipt receipt) {
        String challenger = receipt.model() + "/" + receipt.challenger();
        return switch (receipt.decision()) {
            case promoted ->
                "%s is now %s%s"
                        .formatted(
                                challenger,
                                Aliases.CHAMPION,
                                receipt.champion()
                                        .map(before -> ", before it was " + before)
                                        .orElse(""));
            case refused -> "refused %s: %s".formatted(challenger, receipt.reason());
            case unchanged -> "%s is %s already".formatted(challenger, Aliases.CHAMPION);
        };
    }
}
