package dev.waybill.jobs.promote;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.ChampionFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether the challenger becomes champion: it must pass the gates of params, and be better than the champion beyond
 * chance on rows that neither has seen, or, where there is none yet, better than the naive predictions. The decision and
 * every number behind it are kept, also when it is a no.
 */
public final class Promote implements Job<Promote.Params, Receipt> {

    static final String NAME = "promote";

    /**
     * What is compared, and what a champion is held to.
     *
     * @param gates by metric, between what it must lie
     */
    public record Params(
            Task task,
            Source source,
            Optional<SplitRule> split,
            @Default("{}") Evaluation evaluate,
            Map<String, Limits> gates,
            @Default("{}") PromotionRules promote,
            Optional<Experiment> experiment) {

        public Params {
            SplitRule.require(split, source);
            Experiment.require(experiment, source);
            Metric.require(gates, task, evaluate, source.label());
            if (task != Task.regression && !promote.cost().isEven()) {
                throw new IllegalArgumentException(
                        "promote.cost tells late from early, but the task %s predicts no time".formatted(task));
            }
        }

        boolean isJudgedByQuality() {
            return gates.containsKey(Metric.quality_score.name());
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
        List<Artifact> reads = new ArrayList<>(
                List.of(Artifact.REGISTERED, Artifact.metrics("evaluate"), Artifact.table(FeatureTable.NAME)));
        if (!params.evaluate().segments().isEmpty() || params.experiment().isPresent()) {
            reads.add(Artifact.table(params.source().table()));
        }
        if (params.isJudgedByQuality()) {
            reads.add(Artifact.table(AcceptedQuality.TABLE));
        }
        return List.copyOf(reads);
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(
                Artifact.CHAMPION,
                Artifact.table(Promotions.NAME),
                Artifact.report(PromotionPage.FILE),
                Artifact.metrics(name()));
    }

    /** With a date, as if there were no later ones. */
    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Receipt run(Params params, JobContext context) {
        Workspace workspace = context.workspace();
        Tracking tracking = context.tracking();
        ModelVersion newest = tracking.byAlias(workspace.pipeline(), Aliases.CHALLENGER)
                .orElseThrow(() -> Refusal.mistake(
                        "promote.no-challenger",
                        "Cannot promote a model of " + workspace.pipeline() + ": none is registered as challenger.",
                        "Run ./waybill repro -p " + workspace.pipeline() + " first."));
        Contender challenger = Contender.of(newest, context);
        Optional<Contender> champion =
                tracking.byAlias(workspace.pipeline(), Aliases.CHAMPION).map(version -> Contender.of(version, context));
        Receipt receipt = new Decider(params, context).decide(challenger, champion);
        return publish(receipt, challenger, context);
    }

    /** The receipt first, then the aliases: whoever finds a new champion finds its receipt too. */
    private static Receipt publish(Receipt made, Contender challenger, JobContext context) {
        Receipt receipt = ReceiptFiles.write(made, challenger.version(), context);
        if (receipt.decision() == Decision.promoted) {
            Succession.of(challenger.version(), receipt.champion(), context);
        } else {
            ChampionFile.write(context);
        }
        return receipt;
    }

    @Override
    public String summary(Receipt receipt) {
        return receipt.sentence();
    }
}
