package dev.waybill.jobs.evaluate.chart;

import java.awt.geom.Ellipse2D;
import java.util.List;
import java.util.OptionalDouble;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** Figures one below the other, each a point in its interval. */
public final class PointChart {

    private static final int ROW_HEIGHT = 20;
    private static final int AXIS_HEIGHT = 56;

    /** A figure and from where to where it may well lie. */
    public record Point(String name, double value, double lower, double upper) {}

    private PointChart() {}

    /**
     * Points from top to bottom.
     *
     * @param axis what the figures are, with their unit
     * @param reference where a line is drawn for comparison
     */
    public static Chart of(
            String name, String title, int width, String axis, List<Point> points, OptionalDouble reference) {
        int height = AXIS_HEIGHT + ROW_HEIGHT * points.size();
        return new Chart(name, title, width, height, palette -> draw(axis, points, reference, palette));
    }

    private static JFreeChart draw(String axis, List<Point> points, OptionalDouble reference, Palette palette) {
        String[] names = points.stream().map(Point::name).toArray(String[]::new);
        SymbolAxis rows = ChartStyle.axis(new SymbolAxis(null, names), palette);
        rows.setTickLabelPaint(palette.ink());
        rows.setGridBandsVisible(false);
        rows.setInverted(true);
        rows.setRange(-0.6, names.length - 0.4);
        NumberAxis values = ChartStyle.numbers(axis, palette);
        XYPlot plot = new XYPlot(data(points), values, rows, renderer(palette));
        ChartStyle.grid(plot, palette);
        reference.ifPresent(value -> plot.addDomainMarker(new ValueMarker(value, palette.quiet(), ChartStyle.DASHED)));
        return ChartStyle.chart(plot, false, palette);
    }

    private static XYIntervalSeriesCollection data(List<Point> points) {
        XYIntervalSeries series = new XYIntervalSeries("", false, true);
        for (int row = 0; row < points.size(); row++) {
            Point point = points.get(row);
            series.add(point.value(), point.lower(), point.upper(), row, row, row);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        return data;
    }

    private static XYErrorRenderer renderer(Palette palette) {
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawYError(false);
        renderer.setCapLength(0);
        renderer.setErrorStroke(ChartStyle.LINE);
        renderer.setErrorPaint(ChartStyle.transparent(palette.series(0), 120));
        renderer.setSeriesPaint(0, palette.series(0));
        renderer.setSeriesShape(0, new Ellipse2D.Double(-4, -4, 8, 8));
        return renderer;
    }
}
