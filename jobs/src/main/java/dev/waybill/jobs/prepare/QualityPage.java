package dev.waybill.jobs.prepare;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.prepare.AuditResult.Sample;
import dev.waybill.jobs.prepare.quality.AcceptedBatch;
import dev.waybill.jobs.prepare.quality.Check;
import dev.waybill.jobs.prepare.quality.CheckKind;
import dev.waybill.jobs.prepare.quality.ColumnProfile;
import dev.waybill.jobs.prepare.quality.Quality;
import dev.waybill.jobs.prepare.quality.Shown;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code quality.mustache} shows. */
record QualityPage(
        String title,
        String pipeline,
        String headline,
        List<String> lead,
        Score score,
        List<Line> lines,
        List<Reason> reasons,
        List<Sample> samples,
        List<ColumnFigures> columns,
        List<Weight> weights,
        Origin origin) {

    boolean anyReasons() {
        return !reasons.isEmpty();
    }

    boolean anySamples() {
        return !samples.isEmpty();
    }

    boolean anyColumns() {
        return !columns.isEmpty();
    }

    /** Points of 100: with a width in percent, the gate, and a style for whether the batch is accepted. */
    record Score(String points, String width, String gate, String style) {

        static Score of(Quality quality) {
            return new Score(
                    Shown.number(quality.score()),
                    percent(quality.score() / 100),
                    Shown.number(quality.gate()),
                    quality.accepted() ? "good" : "critical");
        }
    }

    /** Where the page is from. */
    record Origin(String source, String days, String comparedWith, String runId, String generatedAt) {}

    /**
     * A check.
     *
     * @param state passed, warning, failed or critical
     * @param style of its tag
     */
    record Line(
            String state,
            String style,
            String name,
            String column,
            String value,
            String threshold,
            Optional<Bar> bar,
            String cost,
            String message) {}

    /** A value beside its threshold, both in percent of the larger. */
    record Bar(String width, String mark) {}

    record Reason(String reason, String rows, String share, String width) {}

    /**
     * A clean column.
     *
     * @param lost how many values a cast made null, and one of them
     */
    record ColumnFigures(
            String column,
            String type,
            String present,
            String distinct,
            String least,
            String median,
            String most,
            String lost) {}

    record Weight(String kind, String points, String severity) {}

    static QualityPage of(AuditResult findings, Source source, JobContext context, Optional<AcceptedBatch> last) {
        Quality quality = findings.quality();
        Batch batch = findings.batch();
        String pipeline = context.workspace().pipeline();
        return new QualityPage(
                "Quality of " + pipeline,
                pipeline,
                headline(quality),
                lead(quality, batch),
                Score.of(quality),
                quality.checks().stream().map(check -> line(check, quality)).toList(),
                reasons(batch),
                findings.samples(),
                findings.profile().columns().stream()
                        .map(column -> figures(column, batch))
                        .toList(),
                Arrays.stream(CheckKind.values()).map(QualityPage::weight).toList(),
                origin(source, batch, context, last));
    }

    private static Origin origin(Source source, Batch batch, JobContext context, Optional<AcceptedBatch> last) {
        return new Origin(
                source.origin(),
                batch.days()
                        .first()
                        .map(first -> first + " to " + batch.days().last().orElse(first))
                        .orElse("none"),
                last.map(before -> "the batch that run " + before.runId() + " accepted")
                        .orElse("nothing: no batch was accepted before"),
                context.workspace().runId(),
                HtmlPage.minute(context.clock().instant()));
    }

    private static String headline(Quality quality) {
        String points = "%s of 100 points".formatted(Shown.number(quality.score()));
        if (quality.accepted()) {
            return "Accepted with " + points;
        }
        return quality.criticalFailed()
                ? "Refused: " + quality.failed().get(0).message()
                : "Refused: %s, below the gate of %s".formatted(points, Shown.number(quality.gate()));
    }

    private static List<String> lead(Quality quality, Batch batch) {
        String checks = "%d checks: %d failed, %d are warnings."
                .formatted(
                        quality.checks().size(),
                        quality.failed().size(),
                        quality.warnings().size());
        String rows = String.format(
                Locale.ROOT,
                "%,d raw rows: %,d accepted, %,d to quarantine, %,d duplicates.",
                batch.rowsIn(),
                batch.rows(),
                batch.quarantined(),
                batch.duplicates());
        return quality.accepted()
                ? List.of(rows, checks)
                : List.of(rows, checks, "The published tables stay as they were.");
    }

    private static Line line(Check check, Quality quality) {
        String state = check.passed()
                ? "passed"
                : switch (check.severity()) {
                    case warning -> "warning";
                    case error -> "failed";
                    case critical -> "critical";
                };
        String style = check.passed()
                ? "none"
                : switch (check.severity()) {
                    case warning -> "low";
                    case error -> "high";
                    case critical -> "critical";
                };
        double cost = quality.cost(check);
        return new Line(
                state,
                style,
                check.kind().toString(),
                check.column(),
                shown(check.kind(), check.value()),
                shown(check.kind(), check.threshold()),
                bar(check),
                cost == 0 ? "" : "\u2212" + Shown.number(cost),
                check.message());
    }

    private static String shown(CheckKind kind, double value) {
        if (kind.measure() == CheckKind.Measure.share) {
            return Shown.number(100 * value) + "%";
        }
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : Shown.number(value);
    }

    private static Optional<Bar> bar(Check check) {
        double largest = Math.max(check.value(), check.threshold());
        boolean drawn = Double.isFinite(largest) && check.value() >= 0 && check.threshold() >= 0 && largest > 0;
        return drawn
                ? Optional.of(new Bar(percent(check.value() / largest), percent(check.threshold() / largest)))
                : Optional.empty();
    }

    private static List<Reason> reasons(Batch batch) {
        long most =
                batch.reasons().values().stream().mapToLong(rows -> rows).max().orElse(1);
        return batch.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Reason(
                        entry.getKey(),
                        String.format(Locale.ROOT, "%,d", entry.getValue()),
                        Shown.number(100.0 * entry.getValue() / batch.rowsIn()) + "%",
                        percent((double) entry.getValue() / most)))
                .toList();
    }

    private static ColumnFigures figures(ColumnProfile column, Batch batch) {
        List<Double> quantiles = column.quantiles();
        return new ColumnFigures(
                column.column(),
                column.type(),
                Shown.number(100 * column.completeness()) + "%",
                column.distinct().map(Shown::number).orElse(""),
                column.minimum().map(Shown::number).orElse(""),
                quantiles.isEmpty() ? "" : Shown.number(quantiles.get(quantiles.size() / 2)),
                column.maximum().map(Shown::number).orElse(""),
                batch.lost().stream()
                        .filter(lost -> lost.column().equals(column.column()))
                        .findFirst()
                        .map(lost -> "%s (%s)".formatted(NumberText.count(lost.rows()), lost.shown()))
                        .orElse(""));
    }

    private static Weight weight(CheckKind kind) {
        return new Weight(
                kind.toString(), Shown.number(kind.weight()), kind.severity().toString());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}
