package dev.waybill.jobs.promote;

import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.stats.Interval;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.experiment.ExperimentEvidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code promote.mustache} shows: a receipt, the decision and its reason first. */
record PromotionPage(
        String title,
        String model,
        String headline,
        String reason,
        Optional<Difference> difference,
        Optional<Trial> experiment,
        List<GateLine> gates,
        Optional<MetricsTable> metrics,
        List<Fact> facts) {

    static final String FILE = "promote.html";

    /**
     * The comparison with the champion.
     *
     * @param plot none where the interval cannot be told
     */
    record Difference(
            String measure,
            String says,
            Optional<DifferencePlot> plot,
            List<Fact> figures,
            String segments,
            List<SegmentLine> worse) {

        boolean anyWorse() {
            return !worse.isEmpty();
        }
    }

    /** What an experiment of the two found in production. */
    record Trial(String measure, List<Fact> figures, List<String> says) {}

    record SegmentLine(
            String name, String rows, String challenger, String champion, String difference, String interval) {}

    record GateLine(String metric, String value, String bound, String origin, String verdict, String style) {}

    record MetricsTable(List<String> names, List<MetricsLine> lines) {}

    record MetricsLine(String name, List<String> figures) {}

    record Fact(String name, String value) {}

    static void write(Path file, Receipt receipt) {
        HtmlPage.write(file, HtmlPage.render(PromotionPage.class, "promote.mustache", of(receipt)));
    }

    static PromotionPage of(Receipt receipt) {
        return new PromotionPage(
                "Promotion of " + receipt.model(),
                receipt.model(),
                headline(receipt),
                capitalised(receipt.reason()),
                receipt.comparison().map(PromotionPage::difference),
                receipt.experiment().map(PromotionPage::experiment),
                receipt.gates().stream().map(PromotionPage::gate).toList(),
                metrics(receipt.metrics()),
                facts(receipt));
    }

    boolean anyGates() {
        return !gates.isEmpty();
    }

    private static String headline(Receipt receipt) {
        String name = receipt.model() + "/" + receipt.challenger();
        String champion = receipt.champion()
                .map(version -> receipt.model() + "/" + version)
                .orElse("none");
        return switch (receipt.decision()) {
            case promoted -> "%s is now the champion".formatted(name);
            case would_promote -> "%s would become the champion: this was a dry run".formatted(name);
            case refused -> "%s was refused".formatted(name);
            case inconclusive -> "It cannot be told whether %s is better than %s".formatted(name, champion);
            case unchanged -> "%s is and stays the champion".formatted(name);
            case rolled_back -> "%s is the champion again, instead of %s".formatted(name, champion);
        };
    }

    private static String capitalised(String text) {
        String sentence = text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return sentence.endsWith(".") || sentence.isEmpty() ? sentence : sentence + ".";
    }

    private static Difference difference(Receipt.Comparison comparison) {
        LossDifference found = comparison.difference();
        SegmentGuard guard = comparison.segments();
        return new Difference(
                Receipt.Comparison.measure(comparison.loss(), comparison.cost()),
                comparison.says(),
                Double.isFinite(found.upper()) ? Optional.of(DifferencePlot.of(found)) : Optional.empty(),
                figures(comparison),
                guard.compared() == 0
                        ? "No segment has rows enough to be compared, or params name none."
                        : "Of %s segments with rows enough, the challenger is worse in %s beyond chance."
                                .formatted(
                                        NumberText.count(guard.compared()),
                                        guard.worse().isEmpty()
                                                ? "none"
                                                : NumberText.count(guard.worse().size())),
                guard.worse().stream().map(PromotionPage::segment).toList());
    }

    private static List<Fact> figures(Receipt.Comparison comparison) {
        LossDifference found = comparison.difference();
        return List.of(
                new Fact("Challenger", number(found.challenger())),
                new Fact("Champion", number(found.champion())),
                new Fact("Difference", number(found.difference())),
                new Fact("One-sided 95% limits", number(found.lower()) + " and " + number(found.upper())),
                new Fact(
                        "Standard error",
                        "%s (t, %d degrees of freedom)".formatted(number(found.standardError()), found.units() - 1)),
                new Fact(
                        "Long-run standard error",
                        "%s (EWC, %d degrees of freedom)"
                                .formatted(number(found.longRunStandardError()), found.longRunDegrees())),
                new Fact("Probability of this or better by chance", number(found.better())),
                new Fact(
                        "On",
                        "%s rows in %s %s"
                                .formatted(
                                        NumberText.count(found.rows()),
                                        NumberText.count(found.units()),
                                        comparison.unit().isOfBlocks() ? "blocks" : comparison.unit())));
    }

    private static Trial experiment(ExperimentEvidence found) {
        List<Fact> figures = new ArrayList<>();
        found.arms()
                .forEach(arm -> figures.add(new Fact(
                        arm.variant().name(),
                        "%s over %s rows of %s units"
                                .formatted(
                                        number(arm.loss()),
                                        NumberText.count(arm.rows()),
                                        NumberText.count(arm.units())))));
        found.difference()
                .ifPresent(each -> figures.add(new Fact(
                        "Difference at the horizon",
                        limits(each.difference(), each.interval()) + "; p " + number(each.pvalue()))));
        found.always()
                .ifPresent(each -> figures.add(new Fact(
                        "Difference on any day",
                        number(each.interval().lower()) + " to "
                                + number(each.interval().upper()) + "; p " + number(each.pvalue()))));
        figures.add(new Fact(
                "Share of units",
                "%s%%, asked %s; p %s"
                        .formatted(
                                number(100 * found.seen()),
                                found.asked(),
                                number(found.ratio().pvalue()))));
        return new Trial(found.measure(), List.copyOf(figures), found.says());
    }

    private static String limits(double difference, Interval interval) {
        return "%s, %s to %s".formatted(number(difference), number(interval.lower()), number(interval.upper()));
    }

    private static SegmentLine segment(SegmentDifference segment) {
        return new SegmentLine(
                segment.segment() + " " + segment.value(),
                NumberText.count(segment.rows()),
                number(segment.challenger()),
                number(segment.champion()),
                number(segment.difference()),
                number(segment.lower()) + " to " + number(segment.upper()));
    }

    private static GateLine gate(Gate gate) {
        return new GateLine(
                gate.metric(),
                number(gate.value()),
                number(gate.bound()),
                gate.origin(),
                gate.passed() ? "passed" : "failed",
                gate.passed() ? "none" : "critical");
    }

    private static Optional<MetricsTable> metrics(Map<String, Map<String, Double>> byWhom) {
        if (byWhom.isEmpty()) {
            return Optional.empty();
        }
        Set<String> names = new LinkedHashSet<>();
        byWhom.values().forEach(metrics -> names.addAll(metrics.keySet()));
        names.removeIf(name -> name.startsWith("below_"));
        List<MetricsLine> lines = names.stream()
                .map(name -> new MetricsLine(
                        name,
                        byWhom.values().stream()
                                .map(metrics -> metrics.getOrDefault(name, Double.NaN))
                                .map(PromotionPage::number)
                                .toList()))
                .toList();
        return Optional.of(new MetricsTable(List.copyOf(byWhom.keySet()), lines));
    }

    private static List<Fact> facts(Receipt receipt) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Decision", receipt.decision().name()));
        receipt.rule().ifPresent(rule -> facts.add(new Fact("By rule", rule.name())));
        facts.add(new Fact("Mode", receipt.mode().toString()));
        receipt.decidedBy().ifPresent(who -> facts.add(new Fact("Decided by", who)));
        receipt.models().forEach((part, model) -> facts.addAll(model(part, model)));
        receipt.features().map(TableVersion::toString).ifPresent(table -> facts.add(new Fact("Features", table)));
        facts.add(new Fact("Run", receipt.runId()));
        facts.add(new Fact("Decided at", HtmlPage.minute(receipt.decidedAt())));
        return facts;
    }

    private static List<Fact> model(String part, Receipt.ModelFacts model) {
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact(part + " version", String.valueOf(model.version())), new Fact(part + " id", model.id())));
        model.trainedOn().ifPresent(table -> facts.add(new Fact(part + " trained on", table.toString())));
        model.seen().ifPresent(seen -> facts.add(new Fact(part + " has seen", seen)));
        return facts;
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        String format = value == Math.rint(value) ? "%,.0f" : "%.4g";
        return String.format(Locale.ROOT, format, value).replace('-', '\u2212');
    }
}
