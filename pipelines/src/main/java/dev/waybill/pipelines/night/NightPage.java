package dev.waybill.pipelines.night;

import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.report.NumberText;
import dev.waybill.jobs.drift.DayDrift;
import dev.waybill.jobs.evaluate.chart.Chart;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.jobs.outcomes.OnlineFigures;
import dev.waybill.jobs.prepare.BatchQuality;
import dev.waybill.pipelines.night.NightReport.Promotion;
import dev.waybill.pipelines.night.NightReport.StepReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code night.mustache} shows. */
record NightPage(
        String title,
        String pipeline,
        LocalDate date,
        String headline,
        List<String> lead,
        Optional<String> previous,
        Performance performance,
        Optional<DayDrift> drift,
        Optional<Quality> quality,
        Model model,
        List<Step> steps,
        Origin origin) {

    /** How good the predictions of the date and of the days before are. */
    record Performance(
            List<Figure> figures,
            boolean partly,
            Optional<Chart> error,
            Optional<Chart> coverage,
            List<String> online) {

        boolean any() {
            return !figures.isEmpty();
        }
    }

    /**
     * A metric of the date.
     *
     * @param value of the labels that are in
     * @param corrected for those that are not
     */
    record Figure(String name, String value, String corrected) {}

    /** Of the rows that came. */
    record Quality(String points, List<String> failed, Optional<Chart> rows) {

        boolean sound() {
            return failed.isEmpty();
        }
    }

    /** Whether there is a new model, and why. */
    record Model(List<String> reasons, Optional<String> against, Optional<String> decision, List<String> pages) {

        boolean due() {
            return !reasons.isEmpty();
        }
    }

    record Step(String name, String ending, String style, String summary, String seconds) {}

    record Origin(String runId, String generatedAt) {}

    static NightPage of(NightReport report, NightEvidence evidence, NightCharts charts, NightFiles files, Instant now) {
        return new NightPage(
                "Night of %s, %s".formatted(report.date(), report.pipeline()),
                report.pipeline(),
                report.date(),
                report.headline(),
                lead(report),
                Optional.ofNullable(files.dates().lower(report.date())).map(LocalDate::toString),
                performance(report, evidence, charts),
                evidence.drift(),
                evidence.quality().map(quality -> quality(quality, charts)),
                model(report, files),
                report.steps().stream().map(NightPage::step).toList(),
                new Origin(report.runId(), HtmlPage.minute(now)));
    }

    private static List<String> lead(NightReport report) {
        return Stream.of(
                        report.failed().map(StepReport::summary),
                        report.figures().map(figures -> scored(figures, report)),
                        report.decision().map(Promotion::sentence))
                .flatMap(Optional::stream)
                .toList();
    }

    private static String scored(DayFigures figures, NightReport report) {
        String error = figures.error()
                .map(average -> String.format(
                        Locale.ROOT,
                        "; %s%s",
                        figures.saying(average),
                        report.promised()
                                .map(promise -> String.format(Locale.ROOT, ", where %.2f was promised", promise))
                                .orElse("")))
                .orElse("");
        return "%s rows scored by %s, %s of their labels are in%s."
                .formatted(
                        NumberText.count(figures.rows()), figures.model(), NumberText.percent(figures.share()), error);
    }

    private static Performance performance(NightReport report, NightEvidence evidence, NightCharts charts) {
        List<Figure> figures = report.figures().stream()
                .flatMap(day -> day.metrics().entrySet().stream().map(metric -> figure(metric, day)))
                .toList();
        boolean partly = report.figures().filter(day -> !day.mature()).isPresent();
        List<String> online = evidence.online().stream().map(NightPage::online).toList();
        return new Performance(figures, partly, charts.error(), charts.coverage(), online);
    }

    private static String online(OnlineFigures own) {
        DayFigures figures = own.figures();
        return "Online: %s rows answered by %s, %s of their labels are in%s."
                .formatted(
                        NumberText.count(figures.rows()),
                        own.whose(),
                        NumberText.percent(figures.share()),
                        figures.error()
                                .map(error -> "; " + figures.saying(error))
                                .orElse(""));
    }

    private static Figure figure(Map.Entry<String, Double> metric, DayFigures day) {
        return new Figure(
                metric.getKey(),
                NumberText.quantity(metric.getValue()),
                Optional.ofNullable(day.corrected().get(metric.getKey()))
                        .map(NumberText::quantity)
                        .orElse(""));
    }

    private static Quality quality(BatchQuality quality, NightCharts charts) {
        return new Quality(String.format(Locale.ROOT, "%.1f", quality.score()), quality.failed(), charts.rows());
    }

    private static Model model(NightReport report, NightFiles files) {
        return new Model(
                report.retraining().map(NightReport.Retraining::reasons).orElse(List.of()),
                report.retraining().flatMap(NightReport.Retraining::against),
                report.decision().map(Promotion::sentence),
                Night.KEPT.stream()
                        .filter(page -> files.isKept(report.date(), page))
                        .toList());
    }

    private static Step step(StepReport step) {
        String style = switch (step.ending()) {
            case done -> "none";
            case skipped -> "unjudged";
            case failed -> "critical";
        };
        return new Step(
                step.name(),
                step.ending().name(),
                style,
                step.summary(),
                String.format(Locale.ROOT, "%.1f s", step.seconds()));
    }
}
