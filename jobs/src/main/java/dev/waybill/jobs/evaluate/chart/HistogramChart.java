package dev.waybill.jobs.evaluate.chart;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** How many rows have which value: bins of the same width, side by side. */
public final class HistogramChart {

    private HistogramChart() {}

    /**
     * A histogram with a line at 0.
     *
     * @param low where the first bin begins
     * @param bin the width of each
     * @param counts rows by bin
     */
    public static Chart of(
            String name, String title, int width, int height, String x, double low, double bin, long[] counts) {
        return new Chart(name, title, width, height, palette -> draw(x, low, bin, counts, palette));
    }

    private static JFreeChart draw(String x, double low, double bin, long[] counts, Palette palette) {
        XYIntervalSeries series = new XYIntervalSeries("rows");
        for (int i = 0; i < counts.length; i++) {
            double start = low + i * bin;
            series.add(start + bin / 2, start, start + bin, (double) counts[i], 0, (double) counts[i]);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        XYBarRenderer renderer = new XYBarRenderer(0.08);
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setSeriesPaint(0, palette.series(0));
        NumberAxis rows = ChartStyle.numbers("rows", palette);
        rows.setAutoRangeIncludesZero(true);
        XYPlot plot = new XYPlot(data, ChartStyle.numbers(x, palette), rows, renderer);
        ChartStyle.grid(plot, palette);
        plot.setDomainGridlinesVisible(false);
        plot.addDomainMarker(new ValueMarker(0, palette.ink(), ChartStyle.DASHED));
        return ChartStyle.chart(plot, false, palette);
    }
}
