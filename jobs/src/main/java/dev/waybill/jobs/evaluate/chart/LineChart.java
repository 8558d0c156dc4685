package dev.waybill.jobs.evaluate.chart;

import java.awt.geom.Ellipse2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Figures that change along an axis, as lines, each in the band of its intervals. */
public final class LineChart {

    /** A point of a line and from where to where it may well lie. */
    public record Point(double x, double y, double lower, double upper) {

        public static Point exactly(double x, double y) {
            return new Point(x, y, y, y);
        }
    }

    /** A line by its name; a dashed one is there for comparison. */
    public record Line(String name, List<Point> points, boolean dashed) {}

    private LineChart() {}

    /** Along an axis of numbers. */
    public static Chart of(String name, String title, int width, int height, String x, String y, List<Line> lines) {
        return new Chart(
                name,
                title,
                width,
                height,
                palette -> draw(
                        palette, ChartStyle.numbers(x, palette), ChartStyle.numbers(y, palette), lines, List.of()));
    }

    /** Along an axis of time: x in milliseconds since 1970, shown in UTC. */
    public static Chart overTime(String name, String title, int width, int height, String y, List<Line> lines) {
        return new Chart(
                name,
                title,
                width,
                height,
                palette -> draw(palette, TimeAxis.of(palette), ChartStyle.numbers(y, palette), lines, List.of()));
    }

    /**
     * A point a day: x as in the other one, at the start of the day.
     *
     * @param marks days on which something happened, as lines across the chart
     */
    public static Chart byDay(String name, String title, int width, int height, List<Line> lines, List<Double> marks) {
        return new Chart(
                name,
                title,
                width,
                height,
                palette -> draw(palette, TimeAxis.ofDays(palette), ChartStyle.numbers("", palette), lines, marks));
    }

    /** How many there were each day, beside none at all. */
    public static Chart countsByDay(String name, String title, int width, int height, Line line) {
        return new Chart(
                name,
                title,
                width,
                height,
                palette ->
                        draw(palette, TimeAxis.ofDays(palette), ChartStyle.counts(palette), List.of(line), List.of()));
    }

    private static JFreeChart draw(Palette palette, ValueAxis x, ValueAxis y, List<Line> lines, List<Double> marks) {
        XYPlot plot = new XYPlot(data(lines), x, y, renderer(lines, palette));
        ChartStyle.grid(plot, palette);
        marks.forEach(mark -> plot.addDomainMarker(ChartStyle.mark(mark, palette)));
        return ChartStyle.chart(plot, lines.size() > 1, palette);
    }

    private static YIntervalSeriesCollection data(List<Line> lines) {
        YIntervalSeriesCollection data = new YIntervalSeriesCollection();
        for (Line line : lines) {
            YIntervalSeries series = new YIntervalSeries(line.name());
            line.points().forEach(point -> series.add(point.x(), point.y(), point.lower(), point.upper()));
            data.addSeries(series);
        }
        return data;
    }

    private static DeviationRenderer renderer(List<Line> lines, Palette palette) {
        DeviationRenderer renderer = new DeviationRenderer(true, true);
        renderer.setAlpha(0.18f);
        for (int i = 0; i < lines.size(); i++) {
            boolean dashed = lines.get(i).dashed();
            renderer.setSeriesPaint(i, dashed ? palette.quiet() : palette.series(i));
            renderer.setSeriesFillPaint(i, palette.series(i));
            renderer.setSeriesStroke(i, dashed ? ChartStyle.DASHED : ChartStyle.LINE);
            renderer.setSeriesShapesVisible(i, !dashed && lines.get(i).points().size() < 40);
            renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
        }
        return renderer;
    }
}
