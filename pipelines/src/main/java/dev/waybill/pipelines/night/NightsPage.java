package dev.waybill.pipelines.night;

import dev.waybill.common.report.HtmlPage;
import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.pipelines.night.NightReport.Promotion;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code nights.mustache} shows: the last nights, the latest first. */
record NightsPage(
        String title,
        String pipeline,
        String headline,
        Optional<Chart> error,
        Optional<Chart> coverage,
        List<Line> lines,
        String generatedAt) {

    /** A night; figures as they were known in it. */
    record Line(
            LocalDate date,
            String style,
            String headline,
            String model,
            String error,
            String promised,
            String coverage,
            String drifted,
            String decision) {}

    static NightsPage of(NightCharts charts, Instant now) {
        List<NightReport> nights = new ArrayList<>(charts.nights());
        Collections.reverse(nights);
        NightReport last = nights.get(0);
        return new NightsPage(
                "Nights of " + last.pipeline(),
                last.pipeline(),
                "%s: %s".formatted(last.date(), last.headline()),
                charts.error(),
                charts.coverage(),
                nights.stream().map(NightsPage::line).toList(),
                HtmlPage.minute(now));
    }

    private static Line line(NightReport night) {
        return new Line(
                night.date(),
                night.failed().isPresent() ? "critical" : night.drifted().isEmpty() ? "none" : "medium",
                night.headline(),
                night.scored().orElse(""),
                number("%.2f", night.figures().flatMap(DayFigures::error)),
                number("%.2f", night.promised()),
                number("%.1f%%", night.figures().flatMap(NightsPage::coverage)),
                night.drifted().isEmpty() ? "" : String.valueOf(night.drifted().size()),
                night.decision().map(Promotion::sentence).orElse(""));
    }

    private static Optional<Double> coverage(DayFigures day) {
        return day.best("coverage_90").map(share -> 100 * share);
    }

    private static String number(String format, Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, format, number)).orElse("");
    }
}
