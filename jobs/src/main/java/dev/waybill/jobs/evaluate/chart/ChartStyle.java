package dev.waybill.jobs.evaluate.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** How all charts look: plain, on the page's own paper, in its colours. */
final class ChartStyle {

    static final Stroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 4}, 0);
    static final Stroke LINE = new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final Stroke THIN = new BasicStroke(1);

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private ChartStyle() {}

    /** The finished chart. The title stands on the page, not in the picture. */
    static JFreeChart chart(Plot plot, boolean legend, Palette palette) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(new RectangleInsets(4, 2, 2, 8));
        plot.setNoDataMessageFont(FONT);
        JFreeChart chart = new JFreeChart(null, FONT, plot, legend);
        chart.setBackgroundPaint(palette.paper());
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        if (legend) {
            chart.getLegend().setPosition(RectangleEdge.TOP);
            chart.getLegend().setItemFont(FONT);
            chart.getLegend().setItemPaint(palette.ink());
            chart.getLegend().setBackgroundPaint(null);
            chart.getLegend().setFrame(org.jfree.chart.block.BlockBorder.NONE);
        }
        return chart;
    }

    static void grid(XYPlot plot, Palette palette) {
        plot.setDomainGridlinePaint(palette.line());
        plot.setRangeGridlinePaint(palette.line());
        plot.setDomainGridlineStroke(THIN);
        plot.setRangeGridlineStroke(THIN);
    }

    static void grid(CategoryPlot plot, Palette palette) {
        plot.setRangeGridlinePaint(palette.line());
        plot.setRangeGridlineStroke(THIN);
        plot.setDomainGridlinesVisible(false);
    }

    static <A extends Axis> A axis(A axis, Palette palette) {
        axis.setLabelFont(FONT);
        axis.setTickLabelFont(FONT);
        axis.setLabelPaint(palette.quiet());
        axis.setTickLabelPaint(palette.quiet());
        axis.setAxisLinePaint(palette.line());
        axis.setTickMarkPaint(palette.line());
        return axis;
    }

    /** An axis of numbers with little room to spare at its ends. */
    static NumberAxis numbers(String label, Palette palette) {
        NumberAxis axis = axis(new NumberAxis(label), palette);
        axis.setAutoRangeIncludesZero(false);
        axis.setLowerMargin(0.02);
        axis.setUpperMargin(0.02);
        return axis;
    }

    /** An axis of whole numbers from zero on. */
    static NumberAxis counts(Palette palette) {
        NumberAxis axis = axis(new NumberAxis(), palette);
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ENGLISH));
        return axis;
    }

    /** A line across the chart. */
    static ValueMarker mark(double at, Palette palette) {
        return new ValueMarker(at, palette.series(2), LINE);
    }

    static Color transparent(Color color, int alpha) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
    }
}
