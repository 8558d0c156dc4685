package dev.waybill.jobs.evaluate;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Remarks;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.FactorModel;
import dev.waybill.common.model.ForestModel;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.RegressionQuality;
import dev.waybill.common.model.SavedModel;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.report.Markdown;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.evaluate.chart.ChartFolder;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Judges the trained model on the test dates, which it never saw, beside other predictions for the same rows: as metrics,
 * as the table {@link SegmentTable#NAME} of all segments, as a page, as plots and as a model card.
 *
 * <p>The test rows are predicted once and kept on disk; eight passes over them follow, of which two of the three of
 * {@link Segments} take each row once for each segmentation. Of a binary task there are six, and the distinct
 * probabilities are sorted once. Beside them,
 * {@code evaluate.importance-rows} rows are predicted {@value PermutationImportance#SHUFFLES} times for each feature. What
 * comes back to the driver is bounded: segments that are shown, counts by bin, a figure for each feature, a dozen rows.
 */
public final class Evaluate implements Job<Evaluate.Params, Evaluate.Result> {

    static final String PAGE = "evaluate.html";
    static final String CARD = "model-card.md";

    /** Sections of params.yaml. */
    public record Params(
            Source source,
            Features features,
            Optional<SplitRule> split,
            @Default("{}") Evaluation evaluate) {

        public Params {
            SplitRule.require(split, source);
            Set<String> known = new LinkedHashSet<>(source.columns().keySet());
            require("evaluate.baselines", evaluate.baselines(), known, "source.columns");
            known.addAll(features.names());
            known.addAll(evaluate.segmentColumns().keySet());
            String where = "features, source.columns and evaluate.segment-columns";
            evaluate.segments().forEach(columns -> require("evaluate.segments", columns, known, where));
        }

        private static void require(String key, List<String> columns, Set<String> known, String where) {
            for (String column : columns) {
                if (!known.contains(column)) {
                    throw new IllegalArgumentException("%s has %s, which is not among %s. %s"
                            .formatted(key, column, where, Suggestion.sentence(column, known)));
                }
            }
        }
    }

    /**
     * The metrics of the model, and those of each other prediction, by the names of {@link RegressionQuality} or
     * {@link ClassificationQuality} or {@link ClassQuality}.
     *
     * @param unit of the label, for people
     * @param loss the metric that predictions are compared by
     * @param report the page
     * @param remarks what to know beside
     */
    public record Result(
            Map<String, Double> model,
            Map<String, Map<String, Double>> baselines,
            String unit,
            @JsonSerialize(using = ToStringSerializer.class) Loss loss,
            Path report,
            List<String> remarks)
            implements Remarks {}

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(
                Artifact.MODEL,
                Artifact.table(FeatureTable.NAME),
                Artifact.table(params.source().table()));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(
                Artifact.table(SegmentTable.NAME),
                Artifact.report(PAGE),
                Artifact.report(CARD),
                Artifact.metrics(name()),
                new Artifact(Artifact.Kind.plots, "reports/plots"));
    }

    /** With a date, as if there were no later ones. */
    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        SavedModel saved = ModelFolder.open(context.workspace().model());
        if (saved instanceof ForestModel forest) {
            return new RankingReport(params, context).publish(forest, AnomalyEvaluation.of(forest, params, context));
        }
        if (saved instanceof FactorModel factors) {
            return new RankingReport(params, context)
                    .publish(factors, RecommendationEvaluation.of(factors, params, context));
        }
        TrainedModel model = (TrainedModel) saved;
        Dataset<Row> all = context.tables().read(FeatureTable.NAME);
        Split split = Parts.of(params.split(), params.source(), all, context.dateOf(params.source()));
        requireUnseen(split, model);
        ComparedChampion champion = ComparedChampion.of(model, split, context);
        context.progress().doing("predicting split.test " + split.words(Part.test));
        Dataset<Row> features = Tables.labelled(
                Parts.rows(all, split, Part.test), params.source().label().name());
        Dataset<Row> judged = EvaluatedRows.of(
                        features, params.source(), params.evaluate(), model, champion.model(), context)
                .persist(StorageLevel.DISK_ONLY());
        try {
            EvaluationResult findings = find(params, split, context, model, champion, judged, features);
            return publish(findings, params, model, context);
        } finally {
            judged.unpersist();
        }
    }

    static void requireUnseen(Split now, SavedModel model) {
        Split trained = model.provenance().split();
        if (trained.hasSeenTestOf(now)) {
            throw Refusal.mistake(
                    "evaluate.seen-dates",
                    "Cannot evaluate on split.test %s: the model has seen %s."
                            .formatted(now.words(Part.test), trained.seen()),
                    "Train again with this split, or let split.test begin later.");
        }
    }

    private static EvaluationResult find(
            Params params,
            Split split,
            JobContext context,
            TrainedModel model,
            ComparedChampion champion,
            Dataset<Row> judged,
            Dataset<Row> features) {
        Source source = params.source();
        Evaluation evaluation = params.evaluate();
        PredictionLoss loss = PredictionLoss.of(
                evaluation, model.provenance().task(), model.provenance().params());
        Map<String, String> others = MeasuredPredictions.others(evaluation, champion, loss);
        context.progress().doing("measuring " + (others.size() + 1) + " predictions");
        MeasuredPredictions measured = MeasuredPredictions.of(judged, others, params, model, champion, loss);
        measured.requireRows(split);
        measured.requireLoss(loss);
        context.progress().doing("measuring segments");
        SegmentTable segments = segments(params, context, model, judged, loss);
        context.progress().doing("finding what the model looks at");
        return new EvaluationResult(
                split,
                measured.model(),
                measured.others(),
                segments,
                loss.loss().task() == Task.regression
                        ? Optional.of(ErrorHistogram.of(judged, source.label().name()))
                        : Optional.empty(),
                measured.classification(),
                measured.classes(),
                LimitQuality.of(judged, source.label().name(), model.within().orElse(List.of())),
                PermutationImportance.of(
                        features, model, source.key(), evaluation.importanceRows(), evaluation.seed(), loss),
                Importance.ofExplanations(judged),
                WorstRows.of(judged, source, loss.loss().task()),
                Stream.concat(champion.note().stream(), measured.notes().stream())
                        .toList());
    }

    private static SegmentTable segments(
            Params params, JobContext context, TrainedModel model, Dataset<Row> judged, PredictionLoss loss) {
        List<Segmentation> segmentations = Segmentation.of(judged, params.source(), params.evaluate());
        Dataset<Row> segments = Segments.of(
                        judged,
                        segmentations,
                        params.source(),
                        Baselines.GROUP,
                        MeasuredPredictions.sums(params, model, loss),
                        params.evaluate().seed())
                .withColumn("model_sha256", functions.lit(model.sha256()))
                .withColumn("run_id", functions.lit(context.workspace().runId()))
                .repartition(1)
                .sortWithinPartitions(Segments.SEGMENT, Segments.SEGMENT_VALUE, Segments.METRIC);
        Sessions.atOnce(context.spark(), () -> context.tables().overwrite(SegmentTable.NAME, segments));
        return SegmentTable.read(
                context.tables().read(SegmentTable.NAME), params.evaluate().segmentRows());
    }

    private Result publish(EvaluationResult findings, Params params, TrainedModel model, JobContext context) {
        context.progress().doing("drawing the report");
        Workspace workspace = context.workspace();
        Source.Label label = params.source().label();
        List<String> segmentations = Segmentation.names(params.evaluate());
        EvaluationPage page =
                EvaluationPage.of(findings.inWords(Weekdays.of(params)), segmentations, params, model, context);
        Path report = workspace.report(PAGE);
        ChartFolder.write(workspace.report("plots"), page.pictures());
        HtmlPage.write(report, HtmlPage.render(Evaluate.class, "evaluate.mustache", page));
        AtomicFile.write(
                workspace.report(CARD),
                Markdown.render(Evaluate.class, "model-card.mustache", ModelCard.of(page, findings, params, model)));
        JsonFile.write(workspace.metrics(name()), findings.asMetrics(model.id(), segmentations));
        PredictionLoss loss = PredictionLoss.of(
                params.evaluate(), model.provenance().task(), model.provenance().params());
        return new Result(
                findings.model(), findings.baselines(), label.unit().orElse(""), loss.loss(), report, findings.notes());
    }

    @Override
    public String summary(Result result) {
        if (!result.model().containsKey(result.loss().metric())) {
            return String.format(
                    Locale.ROOT, "%,.0f rows, none with a label", result.model().get("rows"));
        }
        if (List.of(Loss.ranking_error, Loss.ndcg_loss).contains(result.loss())) {
            return RankingReport.summary(result);
        }
        String baselines = result.baselines().entrySet().stream()
                .map(baseline -> "%s %s".formatted(baseline.getKey(), figure(baseline.getValue(), result)))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s%s %s on %,.0f rows (naive: %s)%s",
                headline(result.model()),
                result.loss() == Loss.mae ? "MAE" : result.loss(),
                figure(result.model(), result),
                result.model().get("rows"),
                baselines,
                isOfQuantity(result) && result.loss() != Loss.mae ? "; MAE " + mae(result) : "");
    }

    private static String headline(Map<String, Double> model) {
        boolean ofClasses = model.containsKey("macro_f1");
        return Stream.ofNullable(model.get(ofClasses ? "accuracy" : "auc"))
                .map(value -> String.format(Locale.ROOT, ofClasses ? "accuracy %.3f, " : "AUC %.3f, ", value))
                .collect(Collectors.joining());
    }

    private static String figure(Map<String, Double> metrics, Result result) {
        double value = metrics.getOrDefault(result.loss().metric(), Double.NaN);
        return result.loss().isInUnit()
                ? String.format(Locale.ROOT, "%.2f %s", value, result.unit()).strip()
                : String.format(Locale.ROOT, "%.4f", value);
    }

    private static boolean isOfQuantity(Result result) {
        return result.loss().task() == Task.regression;
    }

    private static String mae(Result result) {
        return String.format(Locale.ROOT, "%.2f %s", result.model().getOrDefault("mae", Double.NaN), result.unit())
                .strip();
    }
}
