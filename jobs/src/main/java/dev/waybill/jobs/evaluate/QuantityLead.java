package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.common.stats.Interval;
import dev.waybill.jobs.evaluate.EvaluationPage.Lead;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an evaluation of predictions of a quantity comes to. */
final class QuantityLead {

    private QuantityLead() {}

    static Lead of(EvaluationResult findings, Evaluate.Params params, Loss loss) {
        String unit = params.source().label().unit().orElse("");
        return new Lead(headline(findings, loss, unit), sentences(findings, params), findings.notes());
    }

    private static String headline(EvaluationResult findings, Loss loss, String unit) {
        return "Off by %s on average%s"
                .formatted(
                        EvaluationPage.with(findings.segments().all().meanError(), unit),
                        findings.segments().all().metric("skill").stream()
                                .map(skill -> ": %s %s %s than the naive guess"
                                        .formatted(
                                                NumberText.percent(Math.abs(skill.value())),
                                                skill.value() >= 0 ? "less" : "more",
                                                EvaluationPage.inWords(loss)))
                                .findFirst()
                                .orElse(""));
    }

    private static List<String> sentences(EvaluationResult findings, Evaluate.Params params) {
        Segment all = findings.segments().all();
        String unit = params.source().label().unit().orElse("");
        String rows = "Judged on %s rows of %s, which the model never saw."
                .formatted(NumberText.count(all.rows()), EvaluationPage.words(findings.split(), Part.test));
        Optional<String> sure = all.error()
                .flatMap(Segment.Estimate::interval)
                .map(interval -> EvaluationPage.sure(all, "the average", range(interval, unit)));
        String within = params.evaluate().withinName(params.source().label());
        String good = "%s of predictions are off by %s at most, half of them by %s, nine in ten by %s."
                .formatted(
                        NumberText.percent(findings.model().getOrDefault(within, 0.0)),
                        EvaluationPage.with(params.evaluate().within(), unit),
                        EvaluationPage.with(findings.model().getOrDefault("median_absolute_error", 0.0), unit),
                        EvaluationPage.with(findings.model().getOrDefault("p90_absolute_error", 0.0), unit));
        return Stream.of(Optional.of(rows), Optional.of(good), sure)
                .flatMap(Optional::stream)
                .toList();
    }

    private static String range(Interval interval, String unit) {
        return "%s and %s"
                .formatted(NumberText.quantity(interval.lower()), EvaluationPage.with(interval.upper(), unit));
    }
}
