package dev.waybill.jobs.evaluate.chart;

import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** Which name goes with which, by shades: each row of the matrix from none of it to all of it. */
public final class MatrixChart {

    private static final int LONGEST_NAME = 18;
    private static final int AXES = 130;
    private static final Font NUMBERS = new Font(Font.SANS_SERIF, Font.PLAIN, 10);
    private static final double DARK = 0.55;

    private MatrixChart() {}

    /**
     * A square matrix, its first row at the top.
     *
     * @param x what its columns are
     * @param y what its rows are
     * @param counts by row, then by column
     */
    public static Chart of(
            String name, String title, int width, String x, String y, List<String> names, long[][] counts) {
        int height = Math.min(width, AXES + 30 * names.size());
        return new Chart(name, title, width, height, palette -> draw(x, y, names, counts, palette));
    }

    private static JFreeChart draw(String x, String y, List<String> names, long[][] counts, Palette palette) {
        SymbolAxis columns = axis(x, names, palette);
        columns.setVerticalTickLabels(true);
        SymbolAxis rows = axis(y, names, palette);
        rows.setInverted(true);
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(new Shades(palette));
        XYPlot plot = new XYPlot(data(counts), columns, rows, renderer);
        ChartStyle.grid(plot, palette);
        for (int row = 0; row < counts.length; row++) {
            for (int column = 0; column < counts.length; column++) {
                if (counts[row][column] > 0) {
                    plot.addAnnotation(number(counts, row, column, palette));
                }
            }
        }
        return ChartStyle.chart(plot, false, palette);
    }

    private static SymbolAxis axis(String label, List<String> names, Palette palette) {
        String[] shown = names.stream()
                .map(name -> name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026")
                .toArray(String[]::new);
        SymbolAxis axis = ChartStyle.axis(new SymbolAxis(label, shown), palette);
        axis.setGridBandsVisible(false);
        return axis;
    }

    private static DefaultXYZDataset data(long[][] counts) {
        int size = counts.length;
        double[][] data = new double[3][size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                data[0][row * size + column] = column;
                data[1][row * size + column] = row;
                data[2][row * size + column] = share(counts, row, column);
            }
        }
        DefaultXYZDataset dataset = new DefaultXYZDataset();
        dataset.addSeries("rows", data);
        return dataset;
    }

    private static double share(long[][] counts, int row, int column) {
        long all = Arrays.stream(counts[row]).sum();
        return all == 0 ? 0 : (double) counts[row][column] / all;
    }

    private static XYTextAnnotation number(long[][] counts, int row, int column, Palette palette) {
        XYTextAnnotation number = new XYTextAnnotation(shortened(counts[row][column]), column, row);
        number.setFont(NUMBERS);
        number.setPaint(share(counts, row, column) > DARK ? palette.paper() : palette.ink());
        return number;
    }

    /** {@code 812}, {@code 12k}: a cell has room for four characters. */
    private static String shortened(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 10_000_000 ? count / 1000 + "k" : count / 1_000_000 + "M";
    }

    /** By the share of a row; nothing at all is paper. */
    private record Shades(Palette palette) implements PaintScale {

        @Override
        public double getLowerBound() {
            return 0;
        }

        @Override
        public double getUpperBound() {
            return 1;
        }

        @Override
        public Color getPaint(double share) {
            return share == 0 ? palette.paper() : palette.shade(share);
        }
    }
}
