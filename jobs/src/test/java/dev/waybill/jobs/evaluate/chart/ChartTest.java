package dev.waybill.jobs.evaluate.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {

    private static Stream<Chart> charts() {
        LineChart.Line line = new LineChart.Line(
                "mae", List.of(new LineChart.Point(0, 3, 2, 4), LineChart.Point.exactly(1, 5)), false);
        return Stream.of(
                PointChart.of(
                        "points",
                        "By vehicle",
                        300,
                        "min",
                        List.of(new PointChart.Point("bike", 4, 3, 5), new PointChart.Point("car", 2, 2, 2)),
                        OptionalDouble.of(3)),
                LineChart.of("lines", "By hour", 300, 200, "hour", "min", List.of(line)),
                LineChart.overTime("times", "Day by day", 300, 200, "min", List.of(line)),
                LineChart.byDay("days", "Day by day", 300, 200, List.of(line), List.of(0.5)),
                LineChart.countsByDay("counts", "Day by day", 300, 200, line),
                HeatChart.of("heat", "Plane", 300, "x", "y", 0, 1, new long[][] {{1, 100}, {0, 7}}),
                HistogramChart.of("histogram", "Errors", 300, 200, "min", -2, 1, new long[] {1, 5, 7, 2}),
                BarChart.of(
                        "bars",
                        "Features",
                        300,
                        "min",
                        List.of("one", "other"),
                        List.of(new BarChart.Bars("hour", List.of(2.0, 1.0)))));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void drawsInTheColoursOfLightAndOfDarkPages(Chart chart) throws IOException {
        BufferedImage light = decoded(chart.png(Palette.LIGHT));
        BufferedImage dark = decoded(chart.png(Palette.DARK));

        assertThat(light.getWidth()).isEqualTo(2 * chart.width());
        assertThat(light.getHeight()).isEqualTo(2 * chart.height());
        assertThat(light.getRGB(0, 0)).isEqualTo(Palette.LIGHT.paper().getRGB());
        assertThat(dark.getRGB(0, 0)).isEqualTo(Palette.DARK.paper().getRGB());
        assertThat(coloured(light, Palette.LIGHT)).as("pixels of the series").isGreaterThan(20);
        assertThat(coloured(dark, Palette.DARK)).as("pixels of the series").isGreaterThan(20);
    }

    private static BufferedImage decoded(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static long coloured(BufferedImage image, Palette palette) {
        int colour = palette.series(0).getRGB();
        long found = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                found += image.getRGB(x, y) == colour ? 1 : 0;
            }
        }
        return found;
    }

    @Test
    void leavesNoChartOfAnEarlierTimeInItsFolder(@TempDir Path folder) throws IOException {
        List<Chart> charts = charts().toList();

        ChartFolder.write(folder.resolve("plots"), charts);
        ChartFolder.write(folder.resolve("plots"), charts.subList(0, 1));

        try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            assertThat(files.map(folder::relativize).map(Path::toString)).containsExactly("plots/points.png");
        }
    }
}
