package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.Chart;
import dev.waybill.common.report.Figures;
import dev.waybill.jobs.evaluate.Segment.Estimate;
import dev.waybill.jobs.evaluate.SegmentTable.Gap;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a cut, as a picture and as a table.
 *
 * @param gap between the worst and the best segment, in words
 * @param leftOut how many segments are not shown, in words; empty for none
 */
record CutSection(String name, String gap, Optional<String> leftOut, Chart chart, List<Line> lines) {

    /** A segment's figures. */
    record Line(String value, String rows, String mae, String interval, String bias, String skill) {}

    /** None where there are not two segments to compare. */
    static Optional<CutSection> of(String cut, Findings findings, Plots plots, String unit) {
        List<Segment> segments = findings.segments().of(cut);
        return findings.segments()
                .gap(cut)
                .flatMap(gap -> plots.segments(cut)
                        .map(chart -> new CutSection(
                                cut,
                                words(gap, unit),
                                leftOut(gap.compared() - segments.size()),
                                chart,
                                segments.stream().map(CutSection::line).toList())));
    }

    private static String words(Gap gap, String unit) {
        return "%s is worst with %s, %s best with %s: %s times as much."
                .formatted(
                        gap.worst().value(),
                        EvaluationPage.with(gap.worst().mae(), unit),
                        gap.best().value(),
                        EvaluationPage.with(gap.best().mae(), unit),
                        Figures.quantity(gap.ratio()));
    }

    private static Optional<String> leftOut(long segments) {
        return segments == 0
                ? Optional.empty()
                : Optional.of("The worst and the best; %s between them are in the table evaluation."
                        .formatted(Figures.count(segments)));
    }

    private static Line line(Segment segment) {
        return new Line(
                segment.value(),
                Figures.count(segment.rows()),
                Figures.quantity(segment.mae()),
                segment.metric("mae")
                        .flatMap(Estimate::interval)
                        .map(interval -> "%s to %s"
                                .formatted(Figures.quantity(interval.lower()), Figures.quantity(interval.upper())))
                        .orElse(""),
                segment.metric("bias").map(bias -> Figures.change(bias.value())).orElse(""),
                segment.metric("skill")
                        .map(skill -> Figures.percent(skill.value()))
                        .orElse(""));
    }
}
