package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.Input;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.report.Markdown;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Card;
import dev.waybill.common.section.Feature;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Task;
import dev.waybill.jobs.evaluate.EvaluationPage.Fact;
import java.util.List;
import java.util.Optional;

/**
 * What {@code model-card.mustache} shows.
 *
 * <p>What people wrote is escaped, here where it stands within our own Markdown, else by the template.
 *
 * <p>Source: Mitchell et al., Model Cards for Model Reporting, Conference on Fairness, Accountability and Transparency
 * (2019), section 4.
 *
 * @param loss that the model is compared by
 * @param dated whether rows have a date
 * @param within how far off a prediction may be to count as good, with its unit
 */
record ModelCard(
        Subject subject,
        Written written,
        String factors,
        Loss loss,
        boolean dated,
        String within,
        Data data,
        List<Definition> inputs,
        MetricsTable quality,
        Optional<String> certainty,
        Optional<ProbabilitySection> probabilities,
        Optional<ClassSection> classes,
        Optional<IntervalSection> intervals,
        List<SegmentationSection> segmentations) {

    /**
     * Which model it is.
     *
     * @param label in Markdown
     * @param features how many there are
     */
    record Subject(
            String pipeline, String label, Optional<String> unit, int features, String objective, List<Fact> facts) {}

    /** What people say of the model, in Markdown. */
    record Written(String owner, String intendedUse, String outOfScope, String ethicalConsiderations, String caveats) {

        static Written of(Card card) {
            return new Written(
                    said(card.owner(), "owner"),
                    said(card.intendedUse(), "intended-use"),
                    said(card.outOfScope(), "out-of-scope"),
                    said(card.ethicalConsiderations(), "ethical-considerations"),
                    said(card.caveats(), "caveats"));
        }

        private static String said(Optional<String> text, String key) {
            return text.map(Markdown::text)
                    .orElse("Not stated; params.yaml can say it, as `evaluate.card." + key + "`.");
        }
    }

    /**
     * What the model was judged and trained on.
     *
     * @param rows how many it was judged on
     */
    record Data(String rows, String testDates, String trainDates) {}

    /** A feature and where it comes from, both in Markdown. */
    record Definition(String name, String definition) {}

    /** Whether the task is one of yes or no. */
    boolean ofProbabilities() {
        return loss.task() == Task.binary;
    }

    /** Whether the task is one of several classes. */
    boolean ofClasses() {
        return loss.task() == Task.multiclass;
    }

    /** Whether what is predicted is neither a yes or no nor a class. */
    boolean ofQuantity() {
        return loss.task() == Task.regression;
    }

    /** Whether what is compared is what people read anyway. */
    boolean comparedByMae() {
        return loss == Loss.mae;
    }

    static ModelCard of(EvaluationPage page, EvaluationResult findings, Evaluate.Params params, TrainedModel model) {
        Provenance provenance = model.provenance();
        Optional<String> unit = params.source().label().unit();
        return new ModelCard(
                new Subject(
                        page.pipeline(),
                        Markdown.code(model.label()),
                        unit,
                        model.inputs().size(),
                        provenance.task().objective(provenance.params()),
                        page.facts()),
                Written.of(params.evaluate().card()),
                factors(page.segments().shown()),
                page.loss(),
                page.dated(),
                EvaluationPage.with(params.evaluate().within(), unit.orElse("")),
                new Data(
                        NumberText.count(findings.segments().all().rows()),
                        EvaluationPage.words(findings.split(), Part.test),
                        EvaluationPage.words(provenance.split(), Part.train)),
                model.inputs().stream()
                        .map(Input::name)
                        .map(name ->
                                new Definition(Markdown.code(name), Markdown.code(definition(name, params.features()))))
                        .toList(),
                page.quality(),
                page.certainty(),
                page.probabilities(),
                page.classes(),
                page.intervals(),
                page.segments().shown());
    }

    private static String factors(List<SegmentationSection> segmentations) {
        return segmentations.isEmpty()
                ? "None; params.yaml can name them, as `evaluate.segments`."
                : "Judged by themselves: the segments by "
                        + String.join(
                                ", by ",
                                segmentations.stream()
                                        .map(SegmentationSection::name)
                                        .map(Markdown::text)
                                        .toList())
                        + ". Those with fewer rows than can be compared are in the table evaluation.";
    }

    private static String definition(String name, Features features) {
        return Optional.ofNullable(features.columns().get(name))
                .map(Feature::expr)
                .orElse("history");
    }
}
