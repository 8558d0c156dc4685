package dev.waybill.jobs.evaluate;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ClassSums;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.jobs.evaluate.chart.Chart;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code evaluate.mustache} shows.
 *
 * @param loss that the model is compared by
 * @param dated whether rows have a date
 */
record EvaluationPage(
        String title,
        String pipeline,
        Loss loss,
        boolean dated,
        Optional<String> unit,
        Lead lead,
        Optional<String> certainty,
        MetricsTable quality,
        Segmentations segments,
        Charts charts,
        Optional<ProbabilitySection> probabilities,
        Optional<ClassSection> classes,
        Optional<IntervalSection> intervals,
        Optional<LimitSection> limits,
        Optional<SegmentationSection> outliers,
        int importanceRows,
        List<WorstRows.Worst> worst,
        List<Fact> facts) {

    /** Something to know about where a page is from. */
    record Fact(String name, String value) {}

    /** What it comes to, in sentences, and what to know beside. */
    record Lead(String headline, List<String> sentences, List<String> notes) {}

    /**
     * Errors by segment.
     *
     * @param leastRows of a segment that is compared
     */
    record Segmentations(List<SegmentationSection> shown, int leastRows) {

        /** Whether the segments of any segmentation are shown. */
        boolean any() {
            return !shown.isEmpty();
        }
    }

    /**
     * The pictures that have a place of their own.
     *
     * @param predictions of a quantity, and how far they are off
     */
    record Charts(
            List<Chart> predictions, Optional<Chart> hourOfDay, Optional<Chart> overTime, List<Chart> importances) {

        static Charts of(Plots plots) {
            return new Charts(plots.predictions(), plots.hourOfDay(), plots.overTime(), plots.importances());
        }

        Stream<Chart> all() {
            return Stream.of(predictions.stream(), importances.stream(), hourOfDay.stream(), overTime.stream())
                    .flatMap(charts -> charts);
        }
    }

    static EvaluationPage of(
            EvaluationResult findings,
            List<String> segmentations,
            Evaluate.Params params,
            TrainedModel model,
            JobContext context) {
        Source.Label label = params.source().label();
        String pipeline = context.workspace().pipeline();
        Loss loss = loss(params, model);
        ErrorText text = ErrorText.of(loss.task(), label);
        Plots plots = new Plots(findings, label.name(), text);
        return new EvaluationPage(
                "Evaluation of " + pipeline,
                pipeline,
                loss,
                params.source().isDated(),
                label.unit(),
                lead(findings, params, loss),
                findings.certainty(),
                MetricsTable.of(
                        findings,
                        loss,
                        findings.classes()
                                .map(quality -> ClassSums.topName(quality.top()))
                                .orElseGet(() -> params.evaluate().withinName(label))),
                new Segmentations(
                        segmentations.stream()
                                .flatMap(segmentation ->
                                        SegmentationSection.of(segmentation, findings, plots, text).stream())
                                .toList(),
                        params.evaluate().segmentRows()),
                Charts.of(plots),
                findings.classification().map(ProbabilitySection::of),
                findings.classes().map(ClassSection::of),
                IntervalSection.of(findings, plots, model),
                LimitSection.of(findings, model),
                SegmentationSection.of(ScoredTable.IS_OOD, findings, plots, text),
                params.evaluate().importanceRows(),
                findings.worst(),
                facts(params, model, context));
    }

    private static Lead lead(EvaluationResult findings, Evaluate.Params params, Loss loss) {
        return findings.classification()
                .map(quality -> ProbabilityLead.of(findings, quality, loss))
                .or(() -> findings.classes().map(quality -> ClassLead.of(findings, quality)))
                .orElseGet(() -> QuantityLead.of(findings, params, loss));
    }

    /** Whether what is predicted is neither a yes or no nor a class. */
    boolean ofQuantity() {
        return loss.task() == Task.regression;
    }

    private static Loss loss(Evaluate.Params params, TrainedModel model) {
        Provenance provenance = model.provenance();
        return PredictionLoss.of(params.evaluate(), provenance.task(), provenance.params())
                .loss();
    }

    /** What there is less of, the greater the skill: of squared errors it is that of their mean, not of its root. */
    static String inWords(Loss loss) {
        return switch (loss) {
            case mae -> "error";
            case rmse, rmsle -> "squared error";
            case pinball -> "pinball loss";
            case pseudo_huber -> "pseudo-Huber loss";
            case poisson_deviance -> "Poisson deviance";
            case gamma_deviance -> "gamma deviance";
            case tweedie_deviance -> "Tweedie deviance";
            case log_loss, class_log_loss -> "log loss";
            case brier -> "Brier score";
            case ranking_error -> "ranking error";
            case ndcg_loss -> "NDCG loss";
        };
    }

    /** What the interval of an average says, and what it does not. */
    static String sure(Segment all, String what, String range) {
        if (all.sampling().filter(Sampling.ROWS::equals).isPresent()) {
            return "With other rows like these, %s would lie between %s (95%% interval).".formatted(what, range);
        }
        return all.sampling().filter(Sampling.DAYS::equals).isPresent()
                ? "On other days like these %d %s would lie between %s (95%% interval)."
                        .formatted(all.days(), what, range)
                : "With other rows on %s, %s would lie between %s (95%% interval). What other days would give is not in that."
                        .formatted(all.days() == 1 ? "this day" : "these %d days".formatted(all.days()), what, range);
    }

    /** A quantity with its unit: {@code 3.94 min}. */
    static String with(double value, String unit) {
        return (NumberText.quantity(value) + " " + unit).strip();
    }

    /** The rows of a part: {@code 2020-03-01 to 2020-03-07}, {@code 20% of all keys}. */
    static String words(Split split, Part part) {
        return split.dates(part)
                .map(range -> range.first() + " to " + range.last())
                .orElseGet(() -> split.words(part));
    }

    private static List<Fact> facts(Evaluate.Params params, TrainedModel model, JobContext context) {
        Provenance provenance = model.provenance();
        return List.of(
                new Fact("Model", "SHA-256 " + model.sha256()),
                new Fact(
                        "Trained", "%s, run %s".formatted(HtmlPage.minute(provenance.trainedAt()), provenance.runId())),
                new Fact(
                        params.source().isDated() ? "Training days" : "Training rows",
                        words(provenance.split(), Part.train)),
                new Fact(
                        "Trained on",
                        "%s, feature set %s".formatted(provenance.features(), provenance.featureSetVersion())),
                new Fact(
                        "Code",
                        provenance.gitCommit().isEmpty() ? "not from a checkout" : "commit " + provenance.gitCommit()),
                new Fact(
                        "Judged on",
                        "%s, %s"
                                .formatted(
                                        context.tables().version("features"),
                                        context.tables().version(params.source().table()))),
                new Fact("Run", context.workspace().runId()),
                new Fact("Generated", HtmlPage.minute(context.clock().instant())));
    }

    /** The pictures on the page. */
    List<Chart> pictures() {
        return Stream.of(
                        segments.shown().stream().map(SegmentationSection::chart),
                        charts.all(),
                        probabilities.stream().flatMap(ProbabilitySection::pictures),
                        classes.stream().flatMap(ClassSection::pictures),
                        intervals.stream().map(IntervalSection::calibration))
                .flatMap(pictures -> pictures)
                .toList();
    }
}
