package dev.waybill.jobs.drift;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import dev.waybill.jobs.drift.stats.Severity;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code drift.mustache} shows. */
record DriftPage(
        String title,
        String pipeline,
        String headline,
        List<String> lead,
        List<String> notes,
        List<Drifted> drifted,
        HeatMap heatMap,
        List<Chart> charts,
        String chartDay,
        String threshold,
        String leastRows,
        Origin origin) {

    /** How many columns have their distributions shown: the worst of the latest judged day. */
    static final int CHARTS = 6;

    boolean anyDrifted() {
        return !drifted.isEmpty();
    }

    boolean anyCharts() {
        return !charts.isEmpty();
    }

    double low() {
        return Severity.LOW.from();
    }

    double medium() {
        return Severity.MEDIUM.from();
    }

    double high() {
        return Severity.HIGH.from();
    }

    double critical() {
        return Severity.CRITICAL.from();
    }

    /** What is compared with what, and where the page is from. */
    record Origin(
            String baseline, Optional<String> predictionBaseline, String versions, String runId, String generatedAt) {

        static Origin of(Inputs inputs, JobContext context) {
            return new Origin(
                    range(inputs.reference()),
                    inputs.predictions().map(model -> range(model.reference())),
                    inputs.versions().stream().map(TableVersion::toString).collect(Collectors.joining(", ")),
                    context.workspace().runId(),
                    HtmlPage.minute(context.clock().instant()));
        }
    }

    /** A column that drifted on the latest judged day. */
    record Drifted(
            String column,
            String role,
            String score,
            String severity,
            String threshold,
            LocalDate since,
            String lasting,
            String test,
            String average,
            String missing,
            String contribution) {}

    /** A column's distribution. */
    record Chart(String column, String role, String score, String severity, List<Bar> bars) {}

    /**
     * A pair of bars.
     *
     * @param before width in percent, of the baseline
     * @param now width in percent, of the day
     */
    record Bar(String label, String before, String now, String beforeText, String nowText) {}

    static DriftPage of(
            DriftReport.Params params,
            JobContext context,
            Inputs inputs,
            DriftSummary findings,
            List<String> notes,
            List<Distribution> distributions) {
        String pipeline = context.workspace().pipeline();
        return new DriftPage(
                "Drift of " + pipeline,
                pipeline,
                headline(findings, params.drift().minRows()),
                lead(findings, inputs, params),
                notes,
                findings.drifted().stream()
                        .map(measure -> drifted(measure, findings))
                        .toList(),
                HeatMap.of(findings),
                distributions.stream().map(DriftPage::chart).toList(),
                findings.judgedDay().map(LocalDate::toString).orElse(""),
                rule(params.drift()),
                DriftNumberText.count(params.drift().minRows()),
                Origin.of(inputs, context));
    }

    private static String headline(DriftSummary findings, int leastRows) {
        List<DayMeasure> judged = findings.judged();
        if (judged.isEmpty()) {
            return findings.onlyFewRows()
                    ? "No day could be judged: none has %s rows or more".formatted(DriftNumberText.count(leastRows))
                    : "No day could be judged";
        }
        DayMeasure worst = judged.get(0);
        String score = "%s (%s %s, %s)"
                .formatted(
                        worst.column(),
                        DriftNumberText.test(worst.test()),
                        DriftNumberText.score(worst.score().orElse(0.0)),
                        worst.severity());
        int drifted = findings.drifted().size();
        return drifted == 0
                ? "No drift on %s; %s moved most".formatted(worst.day(), score)
                : "%d of %d columns drifted on %s; worst is %s".formatted(drifted, judged.size(), worst.day(), score);
    }

    private static List<String> lead(DriftSummary findings, Inputs inputs, DriftReport.Params params) {
        String least = DriftNumberText.count(params.drift().minRows());
        Stream<String> compared = Stream.of(
                "Each of %d scored days is compared with the days %s that the model was made on, in %d columns."
                        .formatted(findings.days().size(), range(inputs.reference()), findings.columns()));
        Stream<String> longest = findings.drifted().stream()
                .min(Comparator.comparing(findings::since).thenComparing(DriftSummary.WORST_FIRST))
                .map(measure -> "The drift that has lasted longest is that of %s: since %s, %s."
                        .formatted(
                                measure.column(),
                                findings.since(measure),
                                days(findings.since(measure), measure.day())))
                .stream();
        return Stream.of(longest, Explained.sentence(findings), others(findings), unjudged(findings, least), compared)
                .flatMap(Function.identity())
                .toList();
    }

    /** Predictions and labels are of interest even where they did not drift. */
    private static Stream<String> others(DriftSummary findings) {
        String others = findings.judged().stream()
                .filter(measure -> !measure.drifted() && !measure.role().equals(Role.FEATURE.toString()))
                .map(measure -> "the %s %s (%s %s)"
                        .formatted(
                                measure.role(),
                                measure.column(),
                                DriftNumberText.test(measure.test()),
                                DriftNumberText.score(measure.score().orElse(0.0))))
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? Stream.empty() : Stream.of("Not drifted: " + others + ".");
    }

    private static Stream<String> unjudged(DriftSummary findings, String leastRows) {
        String days =
                findings.laterWithFewRows().stream().map(LocalDate::toString).collect(Collectors.joining(", "));
        return days.isEmpty()
                ? Stream.empty()
                : Stream.of("Later, but with fewer than %s rows and so not judged: %s.".formatted(leastRows, days));
    }

    private static Drifted drifted(DayMeasure measure, DriftSummary findings) {
        LocalDate since = findings.since(measure);
        return new Drifted(
                measure.column(),
                measure.role(),
                measure.score()
                        .map(score -> DriftNumberText.test(measure.test()) + " " + DriftNumberText.score(score))
                        .orElse(""),
                measure.severity(),
                measure.threshold().map(DriftNumberText::score).orElse(""),
                since,
                days(since, measure.day()),
                measure.kolmogorovSmirnov().map(DriftNumberText::test).orElse(""),
                measure.averageChange().map(DriftNumberText::change).orElse(""),
                measure.missingChange().map(DriftNumberText::points).orElse(""),
                measure.contributionChange().map(DriftNumberText::change).orElse(""));
    }

    private static Chart chart(Distribution distribution) {
        DayMeasure measure = distribution.measure();
        double largest = distribution.bars().stream()
                .mapToDouble(bar -> Math.max(bar.reference(), bar.current()))
                .max()
                .orElse(1);
        return new Chart(
                measure.column(),
                measure.role(),
                measure.score()
                        .map(score -> DriftNumberText.test(measure.test()) + " " + DriftNumberText.score(score))
                        .orElse(""),
                measure.severity(),
                distribution.bars().stream().map(bar -> bar(bar, largest)).toList());
    }

    private static Bar bar(Distances.Bar bar, double largest) {
        return new Bar(
                bar.label(),
                width(bar.reference(), largest),
                width(bar.current(), largest),
                DriftNumberText.percent(bar.reference()),
                DriftNumberText.percent(bar.current()));
    }

    private static String width(double share, double largest) {
        return String.format(Locale.ROOT, "%.1f", 100 * share / largest);
    }

    /** From when on a column has drifted, as a clause. */
    private static String rule(Drift drift) {
        return drift.psi()
                .map(psi -> "PSI %s or more beyond chance".formatted(DriftNumberText.score(psi)))
                .orElseGet(() ->
                        "more than the reference days differ among each other, so that at most %s a month is a false alarm"
                                .formatted(DriftNumberText.plain(drift.alarmsPerMonth())));
    }

    private static String range(ReferenceDays days) {
        return days.all().get(0) + " to " + days.all().get(days.all().size() - 1);
    }

    private static String days(LocalDate first, LocalDate last) {
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        return days == 1 ? "1 day" : days + " days";
    }
}
