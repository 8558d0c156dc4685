package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.SavedModel;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.section.Card;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/** What {@code ranking.mustache} and {@code ranking-card.mustache} show of a model that ranks. */
record RankingPage(
        String title,
        String pipeline,
        String headline,
        String what,
        String testRows,
        String trainRows,
        List<String> rankings,
        List<Line> metrics,
        List<String> notes,
        List<Fact> facts,
        List<Fact> written) {

    /** A metric of each ranking. */
    record Line(String name, List<String> figures, String interval) {}

    record Fact(String name, String value) {}

    static RankingPage of(
            String pipeline, SavedModel model, RankingResult found, Evaluate.Params params, Instant evaluatedAt) {
        Map<String, Map<String, Double>> rankings = RankingReport.rankings(found);
        return new RankingPage(
                "Evaluation of " + pipeline,
                pipeline,
                headline(found),
                found.what(),
                found.split().words(Part.test),
                found.split().words(Part.train),
                List.copyOf(rankings.keySet()),
                lines(rankings, found),
                found.notes(),
                facts(model, evaluatedAt),
                written(params.evaluate().card()));
    }

    private static String headline(RankingResult found) {
        return found.model().containsKey(found.loss().metric())
                ? StringUtils.capitalize(inWords(found.loss(), found.model()))
                : "No label to judge by";
    }

    /** What people compare rankings by, the best being 1. */
    static List<String> compared(Loss loss) {
        return loss == Loss.ndcg_loss ? List.of("recall", "ndcg") : List.of("auc", "average_precision");
    }

    /** Those figures with their names. */
    static String inWords(Loss loss, Map<String, Double> metrics) {
        return compared(loss).stream()
                .map(metric -> "%s %s".formatted(name(metric), share(metrics, metric)))
                .collect(Collectors.joining(", "));
    }

    /** Those figures alone. */
    static String inNumbers(Loss loss, Map<String, Double> metrics) {
        return compared(loss).stream().map(metric -> share(metrics, metric)).collect(Collectors.joining(", "));
    }

    static String name(String metric) {
        return switch (metric) {
            case "auc", "ndcg" -> metric.toUpperCase(Locale.ROOT);
            default -> metric.replace('_', ' ');
        };
    }

    private static String share(Map<String, Double> metrics, String metric) {
        return String.format(Locale.ROOT, "%.3f", metrics.getOrDefault(metric, Double.NaN));
    }

    private static List<Line> lines(Map<String, Map<String, Double>> rankings, RankingResult found) {
        Set<String> names = new LinkedHashSet<>();
        rankings.values().forEach(metrics -> names.addAll(metrics.keySet()));
        return names.stream()
                .map(name -> new Line(
                        name,
                        rankings.values().stream()
                                .map(metrics -> figure(metrics.getOrDefault(name, Double.NaN)))
                                .toList(),
                        interval(name, found)))
                .toList();
    }

    private static String interval(String name, RankingResult found) {
        var interval = found.intervals().get(name);
        return interval == null ? "" : figure(interval.lower()) + " to " + figure(interval.upper());
    }

    private static String figure(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4f", value);
    }

    private static List<Fact> facts(SavedModel model, Instant evaluatedAt) {
        List<Fact> facts = new ArrayList<>();
        model.settings().forEach((name, value) -> facts.add(new Fact(name, value)));
        facts.add(new Fact("looks at", String.join(", ", model.inputNames())));
        facts.add(new Fact("trained on", model.provenance().features().toString()));
        facts.add(new Fact("model id", model.id()));
        facts.add(new Fact("evaluated at", HtmlPage.minute(evaluatedAt)));
        return facts;
    }

    private static List<Fact> written(Card card) {
        List<Fact> written = new ArrayList<>();
        card.owner().ifPresent(text -> written.add(new Fact("Owner", text)));
        card.intendedUse().ifPresent(text -> written.add(new Fact("Intended use", text)));
        card.outOfScope().ifPresent(text -> written.add(new Fact("Out of scope", text)));
        card.ethicalConsiderations().ifPresent(text -> written.add(new Fact("Ethical considerations", text)));
        return written;
    }
}
