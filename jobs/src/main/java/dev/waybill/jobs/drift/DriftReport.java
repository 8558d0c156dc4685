package dev.waybill.jobs.drift;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Verdict;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the rows of each scored day with those that the model was trained on, as a table and as a page. */
public final class DriftReport implements Job<DriftReport.Params, DriftReport.Result> {

    static final String PAGE = "drift.html";

    /** Sections of params.yaml. */
    public record Params(
            Source source,
            Optional<SplitRule> split,
            @Default("{}") Drift drift) {

        public Params {
            SplitRule.require(split, source);
        }
    }

    /**
     * A column on the latest judged day.
     *
     * @param role feature, prediction or label
     * @param score population stability index
     * @param severity none, low, medium, high or critical
     * @param since the first day from which it drifted without a break; empty if it did not
     */
    public record Finding(String column, String role, double score, String severity, Optional<LocalDate> since) {}

    /**
     * What was found.
     *
     * @param days compared
     * @param columns compared
     * @param day the latest that could be judged
     * @param drifted on that day, the worst first
     * @param worst on that day, whether it drifted or not
     * @param fewRows whether nothing but too few rows kept columns from being judged
     * @param notes what could not be compared, and why
     * @param report the page
     */
    public record Result(
            int days,
            int columns,
            Optional<LocalDate> day,
            List<Finding> drifted,
            Optional<Finding> worst,
            boolean fewRows,
            List<String> notes,
            Path report)
            implements Verdict {

        @Override
        public Optional<ExitCode> verdict() {
            return drifted.isEmpty() ? Optional.empty() : Optional.of(ExitCode.DRIFT_FOUND);
        }
    }

    @Override
    public String name() {
        return "drift-report";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.table(FeatureTable.NAME), Artifact.table(ScoredTable.CURRENT));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.table(DriftMetrics.TABLE), Artifact.report(PAGE));
    }

    @Override
    public Result run(Params params, JobContext context) {
        if (!params.source().isDated()) {
            return WithoutDates.report(params, context);
        }
        Inputs inputs =
                Inputs.read(params, context.tables(), context.workspace().pipeline());
        context.progress().doing("finding quantiles of the baseline");
        Map<String, BinEdges> edges = new HashMap<>();
        inputs.comparisons().forEach(comparison -> edges.putAll(BinEdges.of(comparison)));
        Dataset<Row> counts = inputs.comparisons().stream()
                .map(comparison -> BinCounts.of(comparison, edges))
                .reduce(Dataset::unionByName)
                .orElseThrow()
                .persist();
        try {
            context.progress().doing("comparing each day with the baseline");
            return report(params, context, inputs, edges, counts);
        } finally {
            counts.unpersist();
        }
    }

    private static Result report(
            Params params, JobContext context, Inputs inputs, Map<String, BinEdges> edges, Dataset<Row> counts) {
        String runId = context.workspace().runId();
        Optional<LocalDate> unfinished = UnfinishedDay.find(
                inputs.comparisons().get(0), params.source(), context.clock().instant());
        Dataset<Row> metrics = DriftMetrics.of(counts, inputs.comparisons(), params.drift(), unfinished, runId)
                .repartition(1)
                .sortWithinPartitions("window", "column_role", "column_name");
        Sessions.atOnce(context.spark(), () -> context.tables().overwrite(DriftMetrics.TABLE, metrics));
        DriftSummary findings = new DriftSummary(context.tables().read(DriftMetrics.TABLE).collectAsList().stream()
                .map(DayMeasure::of)
                .toList());
        List<String> notes = Stream.concat(inputs.notes().stream(), findings.notes().stream())
                .toList();
        List<DayMeasure> worst =
                findings.judged().stream().limit(DriftPage.CHARTS).toList();
        DriftPage page = DriftPage.of(params, context, inputs, findings, notes, Distribution.of(worst, counts, edges));
        Path file = context.workspace().report(PAGE);
        HtmlPage.write(file, HtmlPage.render(DriftReport.class, "drift.mustache", page));
        return result(findings, notes, file);
    }

    private static Result result(DriftSummary findings, List<String> notes, Path report) {
        return new Result(
                findings.days().size(),
                findings.columns(),
                findings.judgedDay(),
                findings.drifted().stream()
                        .map(measure -> finding(measure, findings))
                        .toList(),
                findings.judged().stream().findFirst().map(measure -> finding(measure, findings)),
                findings.onlyFewRows(),
                notes,
                report);
    }

    private static Finding finding(DayMeasure measure, DriftSummary findings) {
        return new Finding(
                measure.column(),
                measure.role(),
                measure.score().orElseThrow(),
                measure.severity(),
                Optional.of(measure).filter(DayMeasure::drifted).map(findings::since));
    }

    @Override
    public String summary(Result result) {
        String size = "%d days, %d columns".formatted(result.days(), result.columns());
        if (result.days() == 0) {
            return String.join(" ", result.notes());
        }
        if (result.day().isEmpty() || result.worst().isEmpty()) {
            return size + "; none judged" + (result.fewRows() ? ", too few rows" : "");
        }
        Finding worst = result.worst().get();
        return String.format(
                Locale.ROOT,
                "%s; %s drifted on %s, worst %s (PSI %.2f, %s)",
                size,
                result.drifted().isEmpty()
                        ? "none"
                        : String.valueOf(result.drifted().size()),
                result.day().get(),
                worst.column(),
                worst.score(),
                worst.severity());
    }
}
