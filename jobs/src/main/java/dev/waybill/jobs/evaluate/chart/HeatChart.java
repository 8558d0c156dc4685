package dev.waybill.jobs.evaluate.chart;

import java.util.Arrays;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** How many rows there are at each place of a plane, by shades: from one row to the most, each shade many times more. */
public final class HeatChart {

    private HeatChart() {}

    /**
     * A square plane with the same scale on both axes, and its diagonal.
     *
     * @param low where both axes begin
     * @param cell the side of a cell, in the unit of the axes
     * @param counts rows by cell: of x, then of y
     */
    public static Chart of(
            String name, String title, int size, String x, String y, double low, double cell, long[][] counts) {
        double high = low + cell * counts.length;
        return new Chart(name, title, size, size, palette -> {
            XYPlot plot = new XYPlot(
                    data(low, cell, counts),
                    axis(x, low, high, palette),
                    axis(y, low, high, palette),
                    renderer(cell, counts, palette));
            ChartStyle.grid(plot, palette);
            plot.addAnnotation(new XYLineAnnotation(low, low, high, high, ChartStyle.DASHED, palette.ink()));
            return drawn(plot, palette);
        });
    }

    private static JFreeChart drawn(XYPlot plot, Palette palette) {
        return ChartStyle.chart(plot, false, palette);
    }

    private static NumberAxis axis(String label, double low, double high, Palette palette) {
        NumberAxis axis = ChartStyle.numbers(label, palette);
        axis.setRange(low, high);
        return axis;
    }

    private static DefaultXYZDataset data(double low, double cell, long[][] counts) {
        int cells = counts.length * counts.length;
        double[][] data = new double[3][cells];
        int filled = 0;
        for (int x = 0; x < counts.length; x++) {
            for (int y = 0; y < counts.length; y++) {
                if (counts[x][y] > 0) {
                    data[0][filled] = low + (x + 0.5) * cell;
                    data[1][filled] = low + (y + 0.5) * cell;
                    data[2][filled] = counts[x][y];
                    filled++;
                }
            }
        }
        int end = filled;
        DefaultXYZDataset dataset = new DefaultXYZDataset();
        dataset.addSeries(
                "rows",
                Arrays.stream(data).map(column -> Arrays.copyOf(column, end)).toArray(double[][]::new));
        return dataset;
    }

    private static XYBlockRenderer renderer(double cell, long[][] counts, Palette palette) {
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setBlockWidth(cell);
        renderer.setBlockHeight(cell);
        renderer.setPaintScale(new Shades(most(counts), palette));
        return renderer;
    }

    private static long most(long[][] counts) {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(1);
    }

    /** Shades by the logarithm of a count. */
    private record Shades(long most, Palette palette) implements PaintScale {

        @Override
        public double getLowerBound() {
            return 1;
        }

        @Override
        public double getUpperBound() {
            return Math.max(2, most);
        }

        @Override
        public java.awt.Paint getPaint(double count) {
            return palette.shade(Math.log(Math.max(1, count)) / Math.log(getUpperBound()));
        }
    }
}
