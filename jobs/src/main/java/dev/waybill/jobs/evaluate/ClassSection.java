package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassCounts;
import dev.waybill.common.model.ClassCounts.OneClass;
import dev.waybill.common.model.ClassQuality;
import dev.waybill.common.report.NumberText;
import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.evaluate.chart.LineChart;
import dev.waybill.jobs.evaluate.chart.MatrixChart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How good predictions of one of several classes are: which class is taken for which, and whether probabilities are what they
 * say.
 *
 * @param top classes among which a row counts as right
 * @param calibration the latter in words
 * @param leftOut how many classes have no line, in words; empty for none
 * @param lines the most frequent classes first
 */
record ClassSection(
        int top, Chart matrix, Chart trust, String calibration, Optional<String> leftOut, List<Line> lines) {

    /** A class by itself. */
    record Line(String name, String rows, String predicted, String precision, String recall, String f1) {}

    private static final int HALF = 570;
    private static final int HEIGHT = 380;
    /** Classes of the picture; all others are one more. */
    private static final int PICTURED = 15;

    private static final int LISTED = 50;

    static ClassSection of(ClassQuality quality) {
        List<OneClass> byRows = quality.counts().classes().stream()
                .sorted(Comparator.comparingLong(OneClass::rows).reversed().thenComparing(OneClass::name))
                .toList();
        return new ClassSection(
                quality.top(),
                matrix(quality.counts(), byRows),
                trust(quality),
                calibration(quality),
                byRows.size() > LISTED
                        ? Optional.of("The %d most frequent classes; %d others are in metrics/evaluate.json."
                                .formatted(LISTED, byRows.size() - LISTED))
                        : Optional.empty(),
                byRows.stream().limit(LISTED).map(ClassSection::line).toList());
    }

    Stream<Chart> pictures() {
        return Stream.of(matrix, trust);
    }

    private static Chart matrix(ClassCounts counts, List<OneClass> byRows) {
        List<String> names = new ArrayList<>(
                byRows.stream().limit(PICTURED).map(OneClass::name).toList());
        String rest = nameOfRest(byRows);
        ClassCounts shown = counts.with(names, rest);
        String others = "";
        if (byRows.size() > PICTURED) {
            names.add(rest);
            others = "; the %d less frequent ones together are '%s'".formatted(byRows.size() - PICTURED, rest);
        }
        long[][] cells = new long[names.size()][names.size()];
        shown.cells()
                .forEach(cell -> cells[names.indexOf(cell.actual())][names.indexOf(cell.predicted())] = cell.rows());
        return MatrixChart.of(
                "confusion",
                "Which class is taken for which: the darker, the larger the share of the rows that are of the class"
                        + others,
                HALF,
                "predicted",
                "actual",
                names,
                cells);
    }

    /** One that no class has. */
    private static String nameOfRest(List<OneClass> classes) {
        List<String> taken = classes.stream().map(OneClass::name).toList();
        return Stream.iterate("other", name -> "any " + name)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static Chart trust(ClassQuality quality) {
        return LineChart.of(
                "reliability",
                "Reliability: the share of right predictions by their probability, with 95% intervals of ten parts of about as many rows each",
                HALF,
                HEIGHT,
                "mean probability of the predicted class",
                "share that is right",
                ProbabilityPlots.reliability(quality.reliability()));
    }

    private static String calibration(ClassQuality quality) {
        return "Predictions have a probability of %s on average, and %s are right. Within ten parts of about as many rows each, the two are %s apart on average (calibration error)."
                .formatted(
                        NumberText.percent(quality.metrics().getOrDefault("mean_confidence", Double.NaN)),
                        NumberText.percent(quality.metrics().getOrDefault("accuracy", Double.NaN)),
                        NumberText.percent(quality.reliability().calibrationError()));
    }

    private static Line line(OneClass one) {
        return new Line(
                one.name(),
                NumberText.count(one.rows()),
                NumberText.count(one.predicted()),
                one.precision().map(NumberText::percent).orElse("none predicted"),
                one.recall().map(NumberText::percent).orElse("no rows"),
                NumberText.fine(one.f1()));
    }
}
