package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.stats.Gains;
import dev.waybill.common.stats.RocArea;
import dev.waybill.jobs.evaluate.EvaluationPage.Lead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an evaluation of predicted probabilities comes to. */
final class ProbabilityLead {

    /** Hundredths of the rows, those with the highest probabilities, that are looked at. */
    private static final int TOP = 20;

    private ProbabilityLead() {}

    static Lead of(EvaluationResult findings, ClassificationQuality quality, Loss loss) {
        return new Lead(headline(quality), sentences(findings, quality, loss), findings.notes());
    }

    private static String headline(ClassificationQuality quality) {
        Gains gains = quality.ranks().gains();
        return quality.ranks()
                .area()
                .map(area -> "AUC %s; of the %d%% with the highest probability %s are yes, against %s of all"
                        .formatted(
                                area(area.area()),
                                TOP,
                                NumberText.percent(gains.rate(TOP)),
                                NumberText.percent(gains.rate(Gains.SLICES))))
                .orElseGet(() -> "Every row is a %s: nothing tells whether the model can tell one from the other"
                        .formatted(gains.found(Gains.SLICES) > 0 ? "yes" : "no"));
    }

    private static String area(double area) {
        return String.format(Locale.ROOT, "%.3f", area);
    }

    private static List<String> sentences(EvaluationResult findings, ClassificationQuality quality, Loss loss) {
        Segment all = findings.segments().all();
        String rows = "Judged on %s rows of %s, which the model never saw."
                .formatted(NumberText.count(all.rows()), EvaluationPage.words(findings.split(), Part.test));
        return Stream.of(
                        Optional.of(rows),
                        quality.ranks().area().map(ProbabilityLead::meaning),
                        Optional.of(lossInWords(findings, loss)),
                        sure(all))
                .flatMap(Optional::stream)
                .toList();
    }

    private static String meaning(RocArea area) {
        return "Of a yes and a no drawn at random, the yes has the higher probability %s times in 100%s."
                .formatted(
                        String.format(Locale.ROOT, "%.0f", 100 * area.area()),
                        area.interval(Uncertainty.CONFIDENCE).stream()
                                .map(interval ->
                                        " (95%% interval of the AUC %s to %s, if rows do not depend on each other)"
                                                .formatted(area(interval.lower()), area(interval.upper())))
                                .findFirst()
                                .orElse(""));
    }

    static String lossInWords(EvaluationResult findings, Loss loss) {
        return "The %s is %s%s."
                .formatted(
                        EvaluationPage.inWords(loss),
                        NumberText.fine(findings.model().getOrDefault(loss.metric(), Double.NaN)),
                        findings.segments().all().metric("skill").stream()
                                .map(skill -> ", %s %s than that of the naive guess"
                                        .formatted(
                                                NumberText.percent(Math.abs(skill.value())),
                                                skill.value() >= 0 ? "less" : "more"))
                                .findFirst()
                                .orElse(""));
    }

    static Optional<String> sure(Segment all) {
        return all.error()
                .flatMap(Segment.Estimate::interval)
                .map(interval -> EvaluationPage.sure(
                        all,
                        "the log loss",
                        "%s and %s".formatted(NumberText.fine(interval.lower()), NumberText.fine(interval.upper()))));
    }
}
