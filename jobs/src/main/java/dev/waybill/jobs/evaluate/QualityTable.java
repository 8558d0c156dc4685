package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The metrics of the model and of the other predictions, side by side. */
record QualityTable(List<String> names, List<Line> lines) {

    /** One prediction's figures. */
    record Line(String name, List<String> figures) {}

    static QualityTable of(Findings findings, String within) {
        List<String> metrics =
                List.of("mae", "median_absolute_error", "p90_absolute_error", "rmse", "bias", "mape", within, "r2");
        List<Line> lines = new ArrayList<>(List.of(line("this model", findings.model(), metrics)));
        findings.baselines().forEach((name, figures) -> lines.add(line(name.replace('_', ' '), figures, metrics)));
        return new QualityTable(metrics.stream().map(QualityTable::heading).toList(), lines);
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
            return Figures.change(value);
        } else if (metric.startsWith("within_") || metric.equals("mape")) {
            return Figures.percent(value);
        }
        return Figures.quantity(value);
    }
}
