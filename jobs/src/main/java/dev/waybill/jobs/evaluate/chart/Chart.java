package dev.waybill.jobs.evaluate.chart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;

/**
 * A chart that can be drawn for light and for dark screens.
 *
 * @param name of its file, without an ending
 * @param title what it shows, in a few words; also for those who cannot see it
 * @param width in pixels of a page; a PNG has twice as many, for fine screens
 * @param height likewise
 */
public record Chart(String name, String title, int width, int height, Drawing drawing) {

    /** Draws what the chart shows. */
    @FunctionalInterface
    public interface Drawing {
        JFreeChart in(Palette palette);
    }

    private static final int SCALE = 2;

    static {
        // Nothing here needs a screen, and on a server there is none: spark-submit does not read our JVM options.
        System.setProperty("java.awt.headless", "true");
    }

    public byte[] png(Palette palette) {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ChartUtils.writeScaledChartAsPNG(png, drawing.in(palette), width, height, SCALE, SCALE);
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot draw the chart " + name, e);
        }
    }

    /** The PNG for light screens in Base64, as the template {@code chart.mustache} takes it. */
    public String light() {
        return Base64.getEncoder().encodeToString(png(Palette.LIGHT));
    }

    /** As {@link #light}, for dark screens. */
    public String dark() {
        return Base64.getEncoder().encodeToString(png(Palette.DARK));
    }
}
