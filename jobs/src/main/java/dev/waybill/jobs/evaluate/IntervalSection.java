package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.report.NumberText;
import dev.waybill.jobs.evaluate.chart.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How well the prediction intervals keep what they promise. */
record IntervalSection(List<Line> lines, Chart calibration, List<String> remarks) {

    /** An interval: how many labels it should hold and holds, and its width in units of the label. */
    record Line(String nominal, String observed, String between, String width) {}

    /** None where predictions have no quantiles. */
    static Optional<IntervalSection> of(EvaluationResult findings, Plots plots, TrainedModel model) {
        return plots.calibration()
                .map(chart -> new IntervalSection(
                        Stream.of("50", "90")
                                .map(nominal -> line(nominal, findings))
                                .toList(),
                        chart,
                        IntervalRemarks.of(model)));
    }

    private static Line line(String nominal, EvaluationResult findings) {
        Map<String, Double> model = findings.model();
        String coverage = "coverage_" + nominal;
        return new Line(
                nominal + "%",
                NumberText.percent(model.getOrDefault(coverage, Double.NaN)),
                findings.segments().all().metric(coverage).flatMap(Segment.Estimate::interval).stream()
                        .map(interval -> "%s to %s"
                                .formatted(NumberText.percent(interval.lower()), NumberText.percent(interval.upper())))
                        .findFirst()
                        .orElse(""),
                NumberText.quantity(model.getOrDefault("mean_width_" + nominal, Double.NaN)));
    }
}
