package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.ProbabilityRanks.Cell;
import dev.waybill.common.stats.Gains;
import dev.waybill.common.stats.Interval;
import dev.waybill.common.stats.Reliability;
import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.evaluate.chart.LineChart;
import dev.waybill.jobs.evaluate.chart.LineChart.Line;
import dev.waybill.jobs.evaluate.chart.LineChart.Point;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The pictures of predicted probabilities. */
final class ProbabilityPlots {

    private static final int HALF = 570;
    private static final int HEIGHT = 380;

    private final ClassificationQuality quality;

    ProbabilityPlots(ClassificationQuality quality) {
        this.quality = quality;
    }

    /** Whether probabilities are what they say. */
    Chart reliability() {
        return LineChart.of(
                "reliability",
                "Reliability: the share of yes by predicted probability, with 95% intervals of ten parts of about as many rows each",
                HALF,
                HEIGHT,
                "mean predicted probability",
                "share of yes",
                reliability(quality.ranks().reliability()));
    }

    /** What came true of bins of rows, beside what was predicted. */
    static List<Line> reliability(Reliability reliability) {
        List<Point> bins =
                reliability.bins().stream().map(ProbabilityPlots::point).toList();
        double most = bins.stream()
                .mapToDouble(bin -> Math.max(bin.x(), bin.upper()))
                .max()
                .orElse(1);
        return List.of(new Line("observed", bins, false), diagonal("as predicted", most));
    }

    private static Point point(Reliability.Bin bin) {
        Interval interval = Reliability.interval(bin);
        return new Point(bin.meanProbability(), bin.rate(), interval.lower(), interval.upper());
    }

    private static Line diagonal(String name, double most) {
        return new Line(name, List.of(Point.exactly(0, 0), Point.exactly(most, most)), true);
    }

    /** Which probabilities the rows of each class have. */
    Chart distribution() {
        return LineChart.of(
                "probabilities",
                "Probabilities of the rows that are a yes and of those that are a no, as shares of either",
                HALF,
                HEIGHT,
                "predicted probability",
                "share of the class's rows",
                List.of(shares("yes", Cell::yes), shares("no", Cell::no)));
    }

    private Line shares(String name, ToDoubleFunction<Cell> rows) {
        List<Cell> cells = quality.ranks().distribution();
        double all = cells.stream().mapToDouble(rows).sum();
        return new Line(
                name,
                IntStream.range(0, cells.size())
                        .mapToObj(i -> Point.exactly(
                                (i + 0.5) / cells.size(), all > 0 ? rows.applyAsDouble(cells.get(i)) / all : 0))
                        .toList(),
                false);
    }

    /** What is found of the yes at the price of so many no, and where the decision lies. */
    Chart roc() {
        Gains gains = quality.ranks().gains();
        ClassificationQuality.Confusion confusion = quality.confusion();
        Point decision = Point.exactly(
                (double) confusion.falseYes() / (confusion.falseYes() + confusion.trueNo()),
                (double) confusion.trueYes() / (confusion.trueYes() + confusion.missedYes()));
        return LineChart.of(
                "roc",
                "ROC: yes found and no taken for yes, from the highest probability down",
                HALF,
                HEIGHT,
                "share of all no taken for yes",
                "share of all yes found",
                List.of(
                        new Line("model", along(gains::falseAlarms, gains::gain), false),
                        diagonal("by chance", 1),
                        new Line("at the threshold", List.of(decision), false)));
    }

    /** What is found of the yes by looking at so many rows. */
    Chart gains() {
        Gains gains = quality.ranks().gains();
        return LineChart.of(
                "gains",
                "Gain: yes found by looking at so many rows, the highest probability first",
                HALF,
                HEIGHT,
                "share of rows looked at",
                "share of all yes found",
                List.of(
                        new Line("model", along(slices -> (double) slices / Gains.SLICES, gains::gain), false),
                        diagonal("by chance", 1)));
    }

    private static List<Point> along(IntToDoubleFunction x, IntToDoubleFunction y) {
        return IntStream.rangeClosed(0, Gains.SLICES)
                .mapToObj(slices -> Point.exactly(x.applyAsDouble(slices), y.applyAsDouble(slices)))
                .toList();
    }
}
