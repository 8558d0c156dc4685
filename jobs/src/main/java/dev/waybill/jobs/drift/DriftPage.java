package dev.waybill.jobs.drift;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import dev.waybill.jobs.drift.stats.Severity;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
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
        List<DriftedColumn> drifted,
        HeatMap heatMap,
        List<DistributionChart> charts,
        String chartDay,
        String threshold,
        String leastRows,
        Origin origin) {

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
                    inputs.reference().toString(),
                    inputs.predictions().map(ScoredModel::baseline),
                    inputs.versions().stream().map(TableVersion::toString).collect(Collectors.joining(", ")),
                    context.workspace().runId(),
                    HtmlPage.minute(context.clock().instant()));
        }
    }

    static DriftPage of(
            DriftReport.Params params, JobContext context, Inputs inputs, DriftSummary findings, List<String> notes) {
        String pipeline = context.workspace().pipeline();
        return new DriftPage(
                "Drift of " + pipeline,
                pipeline,
                headline(findings, params.drift().minRows()),
                lead(findings, inputs, params),
                notes,
                DriftedColumn.of(findings),
                HeatMap.of(findings),
                DistributionChart.of(findings),
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
                        .formatted(findings.days().size(), inputs.reference(), findings.columns()));
        Stream<String> longest = findings.drifted().stream()
                .min(Comparator.comparing(findings::since).thenComparing(DriftSummary.WORST_FIRST))
                .map(measure -> "The drift that has lasted longest is that of %s: since %s, %s."
                        .formatted(
                                measure.column(),
                                findings.since(measure),
                                DriftedColumn.days(findings.since(measure), measure.day())))
                .stream();
        return Stream.of(
                        longest,
                        Explained.sentence(findings),
                        findings.allTogether(),
                        others(findings),
                        unjudged(findings, least),
                        compared)
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

    /** From when on a column has drifted, as a clause. */
    private static String rule(Drift drift) {
        return drift.psi()
                .map(psi -> "PSI %s or more beyond chance".formatted(DriftNumberText.score(psi)))
                .orElseGet(() ->
                        "more than the reference days differ among each other, so that at most %s a month is a false alarm"
                                .formatted(DriftNumberText.plain(drift.alarmsPerMonth())));
    }
}
