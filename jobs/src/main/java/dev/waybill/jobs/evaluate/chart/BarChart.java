package dev.waybill.jobs.evaluate.chart;

import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** Figures one below the other, as bars. */
public final class BarChart {

    private static final int BAR_HEIGHT = 10;
    private static final int GAP_HEIGHT = 10;
    private static final int AXIS_HEIGHT = 84;

    /** The bars of one name, one for each series. */
    public record Bars(String name, List<Double> lengths) {}

    private BarChart() {}

    /**
     * Bars that begin at 0.
     *
     * @param axis what the bars measure, with their unit
     * @param series the names of what is beside each other; with more than one there is a legend
     * @param bars from top to bottom
     */
    public static Chart of(String name, String title, int width, String axis, List<String> series, List<Bars> bars) {
        int height = AXIS_HEIGHT + (BAR_HEIGHT * series.size() + GAP_HEIGHT) * bars.size();
        return new Chart(name, title, width, height, palette -> draw(axis, series, bars, palette));
    }

    private static JFreeChart draw(String axis, List<String> series, List<Bars> bars, Palette palette) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (Bars some : bars) {
            for (int i = 0; i < series.size(); i++) {
                data.addValue(some.lengths().get(i), series.get(i), some.name());
            }
        }
        CategoryAxis names = ChartStyle.axis(new CategoryAxis(), palette);
        names.setTickLabelPaint(palette.ink());
        names.setMaximumCategoryLabelWidthRatio(0.5f);
        names.setCategoryMargin(0.4);
        NumberAxis values = ChartStyle.numbers(axis, palette);
        values.setAutoRangeIncludesZero(true);
        CategoryPlot plot = new CategoryPlot(data, names, values, renderer(series.size(), palette));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        ChartStyle.grid(plot, palette);
        return ChartStyle.chart(plot, series.size() > 1, palette);
    }

    private static BarRenderer renderer(int series, Palette palette) {
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0);
        for (int i = 0; i < series; i++) {
            renderer.setSeriesPaint(i, palette.series(i));
        }
        return renderer;
    }
}
