package dev.waybill.jobs.tune;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.waybill.common.fit.ClassLabels;
import dev.waybill.common.fit.Preflight;
import dev.waybill.common.fit.TrainingRows;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Remarks;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.EvalMetric;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Looks for better params of the model, on the dates that a model is fitted on and no others. What it finds is written
 * beside params.yaml, never into it.
 */
public final class Tune implements Job<Tune.Params, Tune.Result> {

    public record Params(
            Task task,
            Source source,
            Features features,
            Optional<SplitRule> split,
            @Default("{}") Model model,
            Optional<Tuning> tune) {

        public Params {
            SplitRule.require(split, source);
            TrainingSpec.require(task, source, features, model);
            tune.ifPresent(tuning -> {
                tuning.metric().ifPresent(metric -> task.requireMetric(metric, model));
                new Space(model, tuning.space());
                requireComparable(metric(task, model, tuning), tuning);
            });
        }

        private static void requireComparable(String metric, Tuning tuning) {
            EvalMetric.measuredWith(metric).filter(tuning.space()::containsKey).ifPresent(name -> {
                throw new IllegalArgumentException(
                        "tune.space has '%s', by which %s is measured: its scores could not be compared; take it out, or name another tune.metric"
                                .formatted(name, metric));
            });
        }

        TrainingSpec spec(Split split) {
            return TrainingSpec.of(task, source, features, split, model);
        }
    }

    /**
     * What was found.
     *
     * @param asTheyAre the score of the params as they are
     * @param best of those that were fitted on all rows; that of number 0 if none is better
     * @param finalists how many were fitted on all rows, besides the params as they are
     */
    public record Result(String metric, double asTheyAre, Trial best, int finalists, List<String> remarks)
            implements Remarks {}

    @Override
    public String name() {
        return "tune";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.table(FeatureTable.NAME));
    }

    @Override
    public Result run(Params params, JobContext context) {
        Tuning tuning = params.tune().orElseThrow(Tune::noSection);
        if (!params.task().isOfTrees()) {
            throw Refusal.mistake(
                    "tune.no-trees",
                    "Cannot tune: trials are of boosted trees, and the task is %s.".formatted(params.task()),
                    "Take the section 'tune' away.");
        }
        String metric = metric(params.task(), params.model(), tuning);
        SearchLog log = new SearchLog(context, tuning, metric);
        boolean done = false;
        try {
            Dataset<Row> features = context.tables().read(FeatureTable.NAME);
            FeatureTable.requireCurrent(features, params.source(), params.features());
            Split split = Parts.of(params.split(), params.source(), features, Optional.empty());
            List<Trial> trials = search(features, split, params, tuning, metric, context, log);
            done = true;
            return result(trials, metric, split, context);
        } finally {
            log.finish(done ? RunStatus.FINISHED : RunStatus.FAILED);
        }
    }

    private static String metric(Task task, Model model, Tuning tuning) {
        return tuning.metric().orElse(task.usualMetric(model));
    }

    private static Refusal noSection() {
        return Refusal.mistake(
                "tune.no-section",
                "Cannot tune: params.yaml has no section 'tune'.",
                "Say what may vary, such as tune: {space: {max_depth: [4, 10], eta: {log: [0.02, 0.3]}}, trials: 30}.");
    }

    private static List<Trial> search(
            Dataset<Row> features,
            Split split,
            Params params,
            Tuning tuning,
            String metric,
            JobContext context,
            SearchLog log) {
        Space space = new Space(params.model(), tuning.space());
        TrainingSpec spec = params.spec(split);
        List<Split> folds = Folds.of(split, tuning.folds());
        Dataset<Row> labelled = Parts.rows(
                Tables.labelled(features, params.source().label().name()), split, List.of(Part.train, Part.valid));
        Dataset<Row> rows = ClassLabels.of(labelled, spec)
                .map(classes -> classes.numbered(labelled, spec))
                .orElse(labelled);
        Preflight.Findings findings =
                Preflight.check(rows, spec, TrainingRows.inputs(rows, spec).scoring());
        Comparator<Trial> best = best(metric);
        Instant end = context.clock()
                .instant()
                .plus(Duration.ofMinutes(tuning.minutes().orElse(0)));
        Search.Listener listener = new Search.Listener() {
            @Override
            public Search.Scores open(double share) {
                return new FoldScores(
                        rows, spec, folds, findings, share, trial -> judgedBy(metric, space.with(trial.values())));
            }

            @Override
            public void scored(Trial trial) {
                log.scored(trial, best);
            }
        };
        return new Search(
                        tuning,
                        space,
                        best,
                        listener,
                        () -> !context.clock().instant().isBefore(end))
                .run();
    }

    private static Comparator<Trial> best(String metric) {
        Comparator<Trial> least = Comparator.comparingDouble(Trial::score);
        return EvalMetric.lessIsBetter(metric) ? least : least.reversed();
    }

    private static Model judgedBy(String metric, Model model) {
        return new Space(model, Map.of()).with(Map.of("eval_metric", TextNode.valueOf(metric)));
    }

    private static Result result(List<Trial> trials, String metric, Split split, JobContext context) {
        Trial asTheyAre = trials.get(0);
        Trial best =
                trials.stream().min(best(metric).thenComparing(Trial::number)).orElseThrow();
        List<String> remarks =
                best.number() == 0 ? List.of() : TunedParams.write(context.workspace(), metric, asTheyAre, best, split);
        return new Result(metric, asTheyAre.score(), best, trials.size() - 1, remarks);
    }

    @Override
    public String summary(Result result) {
        return result.best().number() == 0
                ? String.format(
                        Locale.ROOT,
                        "nothing better than params.yaml, whose %s is %.4g",
                        result.metric(),
                        result.asTheyAre())
                : String.format(
                        Locale.ROOT,
                        "%s %.4g by trial %d, %.4g by params.yaml as it is",
                        result.metric(),
                        result.best().score(),
                        result.best().number(),
                        result.asTheyAre());
    }
}
