package dev.waybill.jobs.drift;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Verdict;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the rows of each scored day with those that the model was trained on, as a table and as a page. */
public final class DriftReport implements Job<DriftReport.Params, DriftReport.Result> {

    /** A row for each day and column. */
    public static final String TABLE = DriftMetrics.TABLE;

    static final String PAGE = "drift.html";

    /** Sections of params.yaml. */
    public record Params(
            Source source,
            Features features,
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
     * @param test by which it is judged: the population stability index, or of a history the Wasserstein distance from the day before
     * @param score of this test
     * @param threshold from which it would have drifted
     * @param severity none, low, medium, high or critical
     * @param since the first day from which it drifted without a break; empty if it did not
     */
    public record Finding(
            String column,
            String role,
            String test,
            double score,
            double threshold,
            String severity,
            Optional<LocalDate> since) {}

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
        return List.of(Artifact.table(ProfileTable.TABLE), Artifact.table(DriftMetrics.TABLE), Artifact.report(PAGE));
    }

    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        if (!params.source().isDated()) {
            return WithoutDates.report(params, context);
        }
        Inputs inputs = Inputs.read(params, context);
        Dataset<Row> profiles = StoredProfiles.upToDate(inputs, params, context);
        context.progress().doing("comparing each day with the reference days");
        writeMetrics(profiles, inputs, params, context);
        return report(inputs, params, context);
    }

    private static void writeMetrics(Dataset<Row> profiles, Inputs inputs, Params params, JobContext context) {
        Judging judging = new Judging(
                Judging.Rule.of(params.drift()),
                inputs.days(),
                inputs.reference(),
                inputs.predictions().map(ScoredModel::reference).orElseGet(inputs::reference),
                params.features().historyNames().collect(Collectors.toSet()),
                notOver(inputs, params.source(), context));
        Dataset<Row> metrics = DriftMetrics.of(
                profiles,
                inputs.columns(),
                judging,
                params.drift(),
                context.workspace().runId());
        Tables tables = context.tables();
        Sessions.atOnce(context.spark(), () -> {
            if (context.date().isPresent() && DriftMetrics.isCurrent(tables)) {
                tables.replaceDates(DriftMetrics.TABLE, metrics, inputs.days());
            } else {
                tables.overwriteByDate(DriftMetrics.TABLE, metrics);
            }
        });
    }

    /** The latest of the days, while it is not over in the source's time zone. */
    private static Set<LocalDate> notOver(Inputs inputs, Source source, JobContext context) {
        LocalDate latest = inputs.days().get(inputs.days().size() - 1);
        Instant end = latest.plusDays(1).atStartOfDay(source.timeZone()).toInstant();
        return context.clock().instant().isBefore(end) ? Set.of(latest) : Set.of();
    }

    private static Result report(Inputs inputs, Params params, JobContext context) {
        DriftSummary findings = DriftMetrics.latest(context.tables(), context.date());
        List<String> notes = Stream.concat(inputs.notes().stream(), findings.notes().stream())
                .toList();
        DriftPage page = DriftPage.of(params, context, inputs, findings, notes);
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
                measure.test(),
                measure.score().orElseThrow(),
                measure.threshold().orElseThrow(),
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
                "%s; %s drifted on %s, worst %s (%s %.2f, %s)",
                size,
                result.drifted().isEmpty()
                        ? "none"
                        : String.valueOf(result.drifted().size()),
                result.day().get(),
                worst.column(),
                DriftNumberText.test(worst.test()),
                worst.score(),
                worst.severity());
    }
}
