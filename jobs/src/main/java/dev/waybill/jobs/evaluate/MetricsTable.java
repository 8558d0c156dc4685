package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The metrics of the model and of the other predictions, side by side. */
record MetricsTable(List<String> names, List<Line> lines) {

    /** One prediction's figures. */
    record Line(String name, List<String> figures) {}

    /** Not in the label's unit, and often near 0 or 1. */
    private static final Set<String> FINE = Set.of("rmsle", "log_loss", "brier", "auc");

    /** Of yes or no alone. */
    private static final List<String> OF_PROBABILITIES = List.of("log_loss", "brier", "accuracy", "auc");

    static MetricsTable of(EvaluationResult findings, Loss loss, String within) {
        List<String> metrics = metrics(findings.model(), loss, within);
        List<Line> lines = new ArrayList<>(List.of(line("this model", findings.model(), metrics)));
        findings.baselines().forEach((name, figures) -> lines.add(line(name.replace('_', ' '), figures, metrics)));
        return new MetricsTable(metrics.stream().map(MetricsTable::heading).toList(), lines);
    }

    /** The loss that is compared comes first, where it is not among those that all tables show. */
    static List<String> metrics(Map<String, Double> model, Loss loss, String within) {
        List<String> always =
                List.of("mae", "median_absolute_error", "p90_absolute_error", "rmse", "bias", "mape", within, "r2");
        Set<String> metrics = new LinkedHashSet<>();
        if (!always.contains(loss.name())) {
            metrics.add(loss.name());
        }
        OF_PROBABILITIES.stream().filter(model::containsKey).forEach(metrics::add);
        metrics.addAll(always);
        return List.copyOf(metrics);
    }

    private static String heading(String metric) {
        return switch (metric) {
            case "mae" -> "Mean abs. error";
            case "median_absolute_error" -> "Median";
            case "p90_absolute_error" -> "9 in 10 below";
            case "rmse" -> "RMSE";
            case "bias" -> "Bias";
            case "mape" -> "Relative";
            case "r2" -> "R\u00b2";
            case "rmsle" -> "RMSLE";
            case "brier" -> "Brier";
            case "auc" -> "AUC";
            default -> metric.replace('_', ' ');
        };
    }

    private static Line line(String name, Map<String, Double> figures, List<String> metrics) {
        return new Line(
                name,
                metrics.stream()
                        .map(metric -> Stream.ofNullable(figures.get(metric))
                                .map(value -> figure(metric, value))
                                .findFirst()
                                .orElse(""))
                        .toList());
    }

    private static String figure(String metric, double value) {
        if (metric.equals("bias")) {
            return NumberText.change(value);
        } else if (metric.startsWith("within_") || metric.equals("mape") || metric.equals("accuracy")) {
            return NumberText.percent(value);
        }
        return FINE.contains(metric) ? String.format(Locale.ROOT, "%.4f", value) : NumberText.quantity(value);
    }
}
