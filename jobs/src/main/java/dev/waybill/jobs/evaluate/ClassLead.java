package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.model.ClassSums;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import dev.waybill.jobs.evaluate.EvaluationPage.Lead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an evaluation of predicted classes comes to. */
final class ClassLead {

    private ClassLead() {}

    static Lead of(EvaluationResult findings, ClassQuality quality) {
        return new Lead(headline(findings, quality), sentences(findings), findings.notes());
    }

    private static String headline(EvaluationResult findings, ClassQuality quality) {
        String naive = findings.baselines().values().stream()
                .findFirst()
                .map(global ->
                        "; always the most frequent class would be right for %s".formatted(percent(global, "accuracy")))
                .orElse("");
        return "Right for %s of rows, and for %s among the %d likeliest classes%s"
                .formatted(
                        percent(quality.metrics(), "accuracy"),
                        percent(quality.metrics(), ClassSums.topName(quality.top())),
                        quality.top(),
                        naive);
    }

    private static String percent(Map<String, Double> metrics, String name) {
        return NumberText.percent(metrics.getOrDefault(name, Double.NaN));
    }

    private static List<String> sentences(EvaluationResult findings) {
        Segment all = findings.segments().all();
        String rows = "Judged on %s rows of %s, which the model never saw."
                .formatted(NumberText.count(all.rows()), EvaluationPage.words(findings.split(), Part.test));
        return Stream.of(
                        Optional.of(rows),
                        Optional.of(ProbabilityLead.lossInWords(findings, Loss.class_log_loss)),
                        ProbabilityLead.sure(all))
                .flatMap(Optional::stream)
                .toList();
    }
}
