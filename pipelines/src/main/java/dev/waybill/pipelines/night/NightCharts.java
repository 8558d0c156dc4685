package dev.waybill.pipelines.night;

import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.evaluate.chart.LineChart;
import dev.waybill.jobs.evaluate.chart.LineChart.Line;
import dev.waybill.jobs.evaluate.chart.LineChart.Point;
import dev.waybill.jobs.outcomes.DayFigures;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * The last days, one after the other.
 *
 * @param days as far as they are known now
 * @param nights of these days
 */
record NightCharts(SortedMap<LocalDate, DayFigures> days, List<NightReport> nights) {

    private static final int WIDTH = 580;
    private static final int HEIGHT = 250;
    private static final double LEVEL = 0.9;

    /** Errors beside what the model in charge was promised to make, and when there was a new one. */
    Optional<Chart> error() {
        Line error = line(errorWords(), DayFigures::error);
        List<Point> promised = nights.stream()
                .flatMap(night -> night.promised().map(promise -> Point.exactly(at(night.date()), promise)).stream())
                .toList();
        List<Double> promotions = nights.stream()
                .filter(night ->
                        night.decision().filter(NightReport.Promotion::promoted).isPresent())
                .map(night -> at(night.date().plusDays(1)))
                .toList();
        return shown(error)
                .map(line -> LineChart.byDay(
                        "error",
                        StringUtils.capitalize(errorWords())
                                + (promotions.isEmpty() ? "" : "; upright lines: a new model"),
                        WIDTH,
                        HEIGHT,
                        List.of(line, new Line("as promised", promised, true)),
                        promotions));
    }

    /** How many labels are within the intervals that should hold nine in ten. */
    Optional<Chart> coverage() {
        return shown(line("labels within their 90% interval", day -> day.best("coverage_90")))
                .map(line -> LineChart.byDay(
                        "coverage",
                        "Share of labels within their 90% interval",
                        WIDTH,
                        HEIGHT,
                        List.of(line, new Line("as promised", level(line), true)),
                        List.of()));
    }

    Optional<Chart> rows() {
        return shown(line("rows", day -> Optional.of((double) day.rows())))
                .map(line -> LineChart.countsByDay("rows", "Rows a day", WIDTH, HEIGHT, line));
    }

    private static List<Point> level(Line line) {
        Point first = line.points().get(0);
        Point last = line.points().get(line.points().size() - 1);
        return Stream.of(first, last).map(end -> Point.exactly(end.x(), LEVEL)).toList();
    }

    private Line line(String name, Function<DayFigures, Optional<Double>> figure) {
        List<Point> points = days.entrySet().stream()
                .flatMap(day -> point(day, figure).stream())
                .toList();
        return new Line(name, points, false);
    }

    private static Optional<Point> point(
            Map.Entry<LocalDate, DayFigures> day, Function<DayFigures, Optional<Double>> figure) {
        return figure.apply(day.getValue()).map(value -> Point.exactly(at(day.getKey()), value));
    }

    private static Optional<Line> shown(Line line) {
        return Optional.of(line).filter(any -> !any.points().isEmpty());
    }

    private String errorWords() {
        return days.values().stream().map(DayFigures::errorWords).findFirst().orElse("error");
    }

    private static double at(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
