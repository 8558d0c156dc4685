package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Loss;
import dev.waybill.common.section.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The metrics of the model and of the other predictions, side by side. */
record MetricsTable(List<String> names, List<Line> lines) {

    /** One prediction's figures. */
    record Line(String name, List<String> figures) {}

    private static final List<String> OF_PROBABILITIES = List.of(
            "log_loss",
            "brier",
            "auc",
            "average_precision",
            "calibration_error",
            "bias",
            "accuracy",
            "precision",
            "recall",
            "f1");

    /** Behind accuracy and top-k accuracy. */
    private static final List<String> OF_CLASSES =
            List.of("macro_f1", "weighted_f1", "log_loss", "calibration_error", "bias");

    /** Not in the label's unit, and often near 0 or 1. */
    private static final Set<String> FINE = Set.of(
            "rmsle",
            "log_loss",
            "brier",
            "auc",
            "average_precision",
            "calibration_error",
            "f1",
            "macro_f1",
            "weighted_f1");

    private static final Set<String> SHARES = Set.of("mape", "accuracy", "precision", "recall");

    /** @param within the metric that counts good predictions of a quantity, or those that are right among the likeliest classes */
    static MetricsTable of(EvaluationResult findings, Loss loss, String within) {
        List<String> metrics = metrics(loss, within);
        List<Line> lines = new ArrayList<>(List.of(line("this model", findings.model(), metrics, loss)));
        findings.baselines()
                .forEach((name, figures) -> lines.add(line(name.replace('_', ' '), figures, metrics, loss)));
        return new MetricsTable(metrics.stream().map(MetricsTable::heading).toList(), lines);
    }

    /** The loss that is compared comes first, where it is not among those that all tables of a quantity show. */
    static List<String> metrics(Loss loss, String within) {
        if (loss.task() == Task.binary) {
            return lossFirst(loss, OF_PROBABILITIES);
        } else if (loss.task() == Task.multiclass) {
            return Stream.concat(Stream.of("accuracy", within), OF_CLASSES.stream())
                    .toList();
        }
        List<String> always =
                List.of("mae", "median_absolute_error", "p90_absolute_error", "rmse", "bias", "mape", within, "r2");
        return always.contains(loss.metric()) ? always : lossFirst(loss, always);
    }

    private static List<String> lossFirst(Loss loss, List<String> others) {
        Set<String> metrics = new LinkedHashSet<>(List.of(loss.metric()));
        metrics.addAll(others);
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
            case "log_loss" -> "Log loss";
            case "auc" -> "AUC";
            case "accuracy" -> "Accuracy";
            case "precision" -> "Precision";
            case "recall" -> "Recall";
            case "f1" -> "F1";
            case "macro_f1" -> "Macro F1";
            case "weighted_f1" -> "Weighted F1";
            case "average_precision" -> "Avg. precision";
            case "calibration_error" -> "Calibration error";
            default -> metric.replace('_', ' ');
        };
    }

    private static Line line(String name, Map<String, Double> figures, List<String> metrics, Loss loss) {
        return new Line(
                name,
                metrics.stream()
                        .map(metric -> Stream.ofNullable(figures.get(metric))
                                .map(value -> figure(metric, value, loss))
                                .findFirst()
                                .orElse(""))
                        .toList());
    }

    private static String figure(String metric, double value, Loss loss) {
        if (metric.equals("bias")) {
            return loss.task() != Task.regression ? NumberText.fineChange(value) : NumberText.change(value);
        } else if (metric.startsWith("within_") || metric.startsWith("top_") || SHARES.contains(metric)) {
            return NumberText.percent(value);
        }
        return FINE.contains(metric) ? NumberText.fine(value) : NumberText.quantity(value);
    }
}
