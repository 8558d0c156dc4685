package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ErrorSums;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.section.Task;
import dev.waybill.jobs.evaluate.chart.BarChart;
import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.evaluate.chart.HeatChart;
import dev.waybill.jobs.evaluate.chart.HistogramChart;
import dev.waybill.jobs.evaluate.chart.LineChart;
import dev.waybill.jobs.evaluate.chart.PointChart;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pictures of an evaluation. */
final class Plots {

    private static final int WIDE = 1180;
    private static final int HALF = 570;
    private static final int LOW = 300;
    private static final int FEATURES_SHOWN = 20;
    /** From so many dates on, errors over time are shown by date; up to there, by the hour. */
    private static final int DATES = 8;

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd HH", Locale.ROOT);

    private final EvaluationResult findings;
    /** The label with its unit: {@code eta_minutes (min)}. */
    private final String label;

    private final ErrorText error;

    Plots(EvaluationResult findings, String label, ErrorText error) {
        this.findings = findings;
        this.label = error.unit().isEmpty() ? label : "%s (%s)".formatted(label, error.unit());
        this.error = error;
    }

    /** Of a quantity. */
    List<Chart> predictions() {
        return findings.errors().stream()
                .flatMap(bins -> Stream.of(predictedAndActual(bins), errors(bins)))
                .toList();
    }

    private Chart predictedAndActual(ErrorHistogram bins) {
        return HeatChart.of(
                "predicted-and-actual",
                "Predicted and actual: the darker, the more rows; on the line, both are the same. " + bins.outerCells(),
                HALF,
                "predicted " + label,
                "actual " + label,
                bins.low(),
                bins.cell(),
                bins.plane());
    }

    private Chart errors(ErrorHistogram bins) {
        return HistogramChart.of(
                "errors",
                "Errors: left of the line the prediction was too short, right of it too long. " + bins.outerBars(),
                HALF,
                HALF,
                "predicted - actual " + label,
                -bins.reach(),
                bins.errorBin(),
                bins.errors());
    }

    /** The segments of a segmentation, those that are shown. */
    Optional<Chart> segments(String segmentation) {
        List<PointChart.Point> points = findings.segments().of(segmentation).stream()
                .map(segment -> segment.error()
                        .map(mae -> new PointChart.Point(segment.value(), mae.value(), mae.lower(), mae.upper()))
                        .orElseThrow())
                .toList();
        return points.size() < 2
                ? Optional.empty()
                : Optional.of(PointChart.of(
                        "segments-" + segmentation.replaceAll("[^\\p{Alnum}_]+", "-"),
                        "By %s, with 95%% intervals%s; the dashed line is the error on all rows"
                                .formatted(segmentation, onTheseDays()),
                        HALF,
                        error.axis(),
                        points,
                        OptionalDouble.of(findings.segments().all().meanError())));
    }

    private String onTheseDays() {
        return findings.segments()
                .all()
                .sampling()
                .filter(Sampling.TEN_MINUTES::equals)
                .map(sampling ->
                        " for " + sampling.words(findings.segments().all().days()))
                .orElse("");
    }

    /** Where rows have a date. */
    Optional<Chart> hourOfDay() {
        LineChart.Line line = line(Segmentation.HOUR_OF_DAY, segment -> Integer.parseInt(segment.value()));
        return line.points().isEmpty()
                ? Optional.empty()
                : Optional.of(LineChart.of(
                        "hour-of-day",
                        "By the hour on the clock, with 95% intervals" + onTheseDays(),
                        HALF,
                        LOW,
                        "hour of the day",
                        error.axis(),
                        List.of(line)));
    }

    /** Where rows have a date. */
    Optional<Chart> overTime() {
        boolean byDate = findings.segments().of(Segmentation.DATE).size() >= DATES
                || findings.segments().of(Segmentation.HOUR).isEmpty();
        LineChart.Line line = byDate
                ? line(
                        Segmentation.DATE,
                        segment -> milliseconds(LocalDate.parse(segment.value()).atStartOfDay()))
                : line(Segmentation.HOUR, segment -> milliseconds(LocalDateTime.parse(segment.value(), HOUR)));
        String title = byDate ? "Day by day, with 95% intervals for each day alone" : "Hour by hour, in UTC";
        return line.points().isEmpty()
                ? Optional.empty()
                : Optional.of(LineChart.overTime("over-time", title, HALF, LOW, error.axis(), List.of(line)));
    }

    private LineChart.Line line(String segmentation, ToDoubleFunction<Segment> x) {
        return new LineChart.Line(
                error.name(),
                findings.segments().of(segmentation).stream()
                        .flatMap(segment -> segment.error().stream()
                                .map(mae -> new LineChart.Point(
                                        x.applyAsDouble(segment), mae.value(), mae.lower(), mae.upper())))
                        .toList(),
                false);
    }

    private static double milliseconds(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    /** Where predictions have quantiles. */
    Optional<Chart> calibration() {
        Map<String, Double> observed = findings.calibration();
        List<LineChart.Point> points = Intervals.LEVELS.stream()
                .flatMap(level -> Stream.ofNullable(observed.get(ErrorSums.below(level)))
                        .map(share -> LineChart.Point.exactly(level, share)))
                .toList();
        List<LineChart.Point> perfect = List.of(LineChart.Point.exactly(0, 0), LineChart.Point.exactly(1, 1));
        return points.isEmpty()
                ? Optional.empty()
                : Optional.of(LineChart.of(
                        "calibration",
                        "Calibration: the share of labels up to each predicted quantile",
                        HALF,
                        LOW,
                        "quantile",
                        "share of labels up to it",
                        List.of(
                                new LineChart.Line("observed", points, false),
                                new LineChart.Line("as promised", perfect, true))));
    }

    /** One picture of a quantity, in whose unit both are; of probabilities two, since log loss and log-odds have none in common. */
    List<Chart> importances() {
        return error.task() != Task.regression
                ? List.of(
                        importance(
                                "importances",
                                "By how much the loss grows when shuffled",
                                "log loss",
                                findings.permutation()),
                        importance(
                                "explanations",
                                "By how much it moves a prediction, on average",
                                error.task() == Task.binary ? "log-odds" : "margin of the predicted class",
                                findings.shap()))
                : List.of(both());
    }

    private static Chart importance(String name, String title, String axis, List<Importance> importances) {
        List<BarChart.Bars> bars = importances.stream()
                .limit(FEATURES_SHOWN)
                .map(importance -> new BarChart.Bars(importance.feature(), List.of(importance.importance())))
                .toList();
        return BarChart.of(name, title, HALF, axis, List.of(title), bars);
    }

    private Chart both() {
        Map<String, Double> shap =
                findings.shap().stream().collect(Collectors.toMap(Importance::feature, Importance::importance));
        List<BarChart.Bars> bars = findings.permutation().stream()
                .limit(FEATURES_SHOWN)
                .map(importance -> new BarChart.Bars(
                        importance.feature(),
                        List.of(importance.importance(), shap.getOrDefault(importance.feature(), 0.0))))
                .toList();
        return BarChart.of(
                "importances",
                "The features that matter most",
                WIDE,
                label,
                List.of("error grows when shuffled", "moves a prediction, on average"),
                bars);
    }
}
