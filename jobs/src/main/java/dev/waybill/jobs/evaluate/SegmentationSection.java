package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Task;
import dev.waybill.common.stats.Interval;
import dev.waybill.jobs.evaluate.Segment.Estimate;
import dev.waybill.jobs.evaluate.chart.Chart;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a segmentation, as a picture and as a table.
 *
 * @param gap between the worst and the best segment, in words
 * @param leftOut how many segments are not shown, in words; empty for none
 */
record SegmentationSection(String name, String gap, Optional<String> leftOut, Chart chart, List<Line> lines) {

    /**
     * A segment's figures.
     *
     * @param yes the share of rows that are a yes; of classes, of those that are predicted right; empty of a quantity
     */
    record Line(String value, String rows, String yes, String error, String interval, String bias, String skill) {}

    /** None where there are not two segments to compare. */
    static Optional<SegmentationSection> of(
            String segmentation, EvaluationResult findings, Plots plots, ErrorText text) {
        List<Segment> segments = findings.segments().of(segmentation);
        return findings.segments()
                .gap(segmentation)
                .flatMap(gap -> plots.segments(segmentation)
                        .map(chart -> new SegmentationSection(
                                segmentation,
                                words(gap, text),
                                leftOut(gap.compared() - segments.size()),
                                chart,
                                segments.stream()
                                        .map(segment -> line(segment, findings, text))
                                        .toList())));
    }

    private static String words(Gap gap, ErrorText text) {
        String ends = "%s is worst with %s, %s best with %s."
                .formatted(
                        gap.worst().value(),
                        text.withUnit(gap.worst().measured()),
                        gap.best().value(),
                        text.withUnit(gap.best().measured()));
        String measured = text.withUnit(gap.measured());
        return gap.interval()
                .map(interval -> "%s %s".formatted(ends, beyondChance(gap, measured, interval, text)))
                .orElse("%s There are too few rows at different times to tell how much of it is chance."
                        .formatted(ends));
    }

    private static String beyondChance(Gap gap, String measured, Interval interval, ErrorText text) {
        String left = "%s (95%% interval %s%s)"
                .formatted(
                        text.withUnit(gap.difference()),
                        text.between(interval),
                        gap.sampling().filter(Sampling.TEN_MINUTES::equals).isPresent() ? ", on these days" : "");
        return gap.isBeyondChance()
                ? "The largest gap measured among %s segments is %s; with chance taken out, %s lies %s above %s."
                        .formatted(
                                NumberText.count(gap.compared()),
                                measured,
                                gap.worst().value(),
                                left,
                                gap.best().value())
                : "The largest gap measured among %s segments is %s, which can be chance: with that taken out, it is %s."
                        .formatted(NumberText.count(gap.compared()), measured, left);
    }

    private static Optional<String> leftOut(long segments) {
        return segments == 0
                ? Optional.empty()
                : Optional.of("The worst and the best; %s between them are in the table evaluation."
                        .formatted(NumberText.count(segments)));
    }

    private static Line line(Segment segment, EvaluationResult findings, ErrorText text) {
        return new Line(
                segment.value(),
                NumberText.count(segment.rows()),
                segment.metric(text.task() == Task.multiclass ? "accuracy" : "base_rate")
                        .map(rate -> NumberText.percent(rate.value()))
                        .orElse(""),
                text.figure(segment.meanError()),
                segment.error()
                        .flatMap(Estimate::interval)
                        .map(interval -> text.between(interval) + onFewDays(segment, findings))
                        .orElse(""),
                segment.metric("bias").map(bias -> text.change(bias.value())).orElse(""),
                segment.metric("skill")
                        .map(skill -> NumberText.percent(skill.value()))
                        .orElse(""));
    }

    /** Beside intervals over days, one that is not says so. */
    private static String onFewDays(Segment segment, EvaluationResult findings) {
        return segment.sampling().equals(findings.segments().all().sampling())
                ? ""
                : segment.sampling()
                        .map(sampling -> ", " + sampling.words(segment.days()))
                        .orElse("");
    }
}
