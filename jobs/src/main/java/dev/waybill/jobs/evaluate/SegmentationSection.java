package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.NumberText;
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

    /** A segment's figures. */
    record Line(String value, String rows, String mae, String interval, String bias, String skill) {}

    /** None where there are not two segments to compare. */
    static Optional<SegmentationSection> of(String segmentation, EvaluationResult findings, Plots plots, String unit) {
        List<Segment> segments = findings.segments().of(segmentation);
        return findings.segments()
                .gap(segmentation)
                .flatMap(gap -> plots.segments(segmentation)
                        .map(chart -> new SegmentationSection(
                                segmentation,
                                words(gap, unit),
                                leftOut(gap.compared() - segments.size()),
                                chart,
                                segments.stream()
                                        .map(segment -> line(segment, findings))
                                        .toList())));
    }

    private static String words(Gap gap, String unit) {
        String ends = "%s is worst with %s, %s best with %s."
                .formatted(
                        gap.worst().value(),
                        EvaluationPage.with(gap.worst().measured(), unit),
                        gap.best().value(),
                        EvaluationPage.with(gap.best().measured(), unit));
        String measured = EvaluationPage.with(gap.measured(), unit);
        return gap.interval()
                .map(interval -> "%s %s".formatted(ends, beyondChance(gap, measured, interval, unit)))
                .orElse("%s There are too few rows at different times to tell how much of it is chance."
                        .formatted(ends));
    }

    private static String beyondChance(Gap gap, String measured, Interval interval, String unit) {
        String left = "%s (95%% interval %s%s)"
                .formatted(
                        EvaluationPage.with(gap.difference(), unit),
                        between(interval),
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

    private static String between(Interval interval) {
        return "%s to %s".formatted(NumberText.quantity(interval.lower()), NumberText.quantity(interval.upper()));
    }

    private static Optional<String> leftOut(long segments) {
        return segments == 0
                ? Optional.empty()
                : Optional.of("The worst and the best; %s between them are in the table evaluation."
                        .formatted(NumberText.count(segments)));
    }

    private static Line line(Segment segment, EvaluationResult findings) {
        return new Line(
                segment.value(),
                NumberText.count(segment.rows()),
                NumberText.quantity(segment.mae()),
                segment.metric("mae")
                        .flatMap(Estimate::interval)
                        .map(interval -> between(interval) + onFewDays(segment, findings))
                        .orElse(""),
                segment.metric("bias")
                        .map(bias -> NumberText.change(bias.value()))
                        .orElse(""),
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
