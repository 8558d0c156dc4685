package dev.waybill.jobs.outcomes;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.params.Default;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Joins what was predicted with what happened, as labels arrive, and measures each day, segment and model version by itself.
 * Of the dates that were scored, those are written anew of which rows, labels or scores came since. Likewise, in tables of
 * its own, what was predicted at the request: see {@link OnlineOutcomes}.
 */
public final class Outcomes implements Job<Outcomes.Params, Outcomes.Result> {

    /** One row a prediction whose label is in: its key, what was predicted, what happened, when that was known. */
    public static final String TABLE = "outcomes";

    public record Params(
            Task task, Source source, @Default("{}") Evaluation evaluate) {}

    /**
     * What there is to know.
     *
     * @param dates that were written
     * @param latest the last date that was scored; empty if none was
     * @param figures of that date, of the model that was in charge last
     * @param online the same of what was predicted at the request; empty if nothing was
     */
    public record Result(
            List<LocalDate> dates,
            Optional<LocalDate> latest,
            Optional<DayFigures> figures,
            Optional<OnlineOutcomes.Result> online) {}

    @Override
    public String name() {
        return "outcomes";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    /** What a server writes, at any time, is not declared: a pipeline need not have one. */
    @Override
    public List<Artifact> reads(Params params) {
        return List.of(
                Artifact.table(ScoredTable.NAME),
                Artifact.table(FeatureTable.NAME),
                Artifact.table(params.source().table()));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.table(TABLE), Artifact.table(Performance.TABLE));
    }

    /** With a date, those up to it. */
    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Tables tables = context.tables();
        Basis now = Basis.of(params.source(), tables);
        SortedSet<LocalDate> scored = tables.dates(tables.version(ScoredTable.NAME));
        Optional<LocalDate> last = context.dateOf(params.source());
        SortedSet<LocalDate> asked =
                last.map(date -> scored.headSet(date.plusDays(1))).orElse(scored);
        SortedSet<LocalDate> due = now.due(asked, tables);
        if (!due.isEmpty()) {
            write(due, now, params, context);
        }
        Optional<LocalDate> latest = asked.isEmpty() ? Optional.empty() : Optional.of(asked.last());
        return new Result(
                List.copyOf(due),
                latest,
                latest.flatMap(date -> figures(date, params, tables)),
                OnlineOutcomes.run(params, context));
    }

    private static Optional<DayFigures> figures(LocalDate date, Params params, Tables tables) {
        return Optional.ofNullable(
                Performance.days(List.of(date), params.source(), tables).get(date));
    }

    /** The measures first: the commit to outcomes says what both are from. */
    private static void write(SortedSet<LocalDate> dates, Basis now, Params params, JobContext context) {
        Tables tables = context.tables();
        Source source = params.source();
        context.progress().doing("joining labels to the scores of %d dates".formatted(dates.size()));
        Maturity maturity =
                Maturity.of(dates, context.clock().instant(), tables.read(ScoredTable.NAME), source, tables);
        Sessions.over(tables.count(ScoredTable.NAME, dates), context.spark(), () -> {
            Dataset<Row> judged =
                    maturity.weighted(JudgedRows.of(dates, params, tables)).persist(StorageLevel.DISK_ONLY());
            try {
                Dataset<Row> measures = Performance.of(judged, params, Performance.IN_CHARGE)
                        .withColumn(
                                ScoredTable.RUN_ID,
                                functions.lit(context.workspace().runId()));
                tables.replaceDates(Performance.TABLE, measures, dates);
                tables.replaceDates(TABLE, JudgedRows.outcomes(judged, source), dates, now.note());
            } finally {
                judged.unpersist();
            }
        });
    }

    @Override
    public String summary(Result result) {
        String dates = result.dates().isEmpty()
                ? "all up to date"
                : "%d dates written".formatted(result.dates().size());
        return result.latest()
                        .map(date -> date + ": " + words(result.figures()) + "; ")
                        .orElse("")
                + dates
                + result.online().map(OnlineOutcomes.Result::words).orElse("");
    }

    private static String words(Optional<DayFigures> figures) {
        return figures.map(day -> String.format(
                        Locale.ROOT, "%,d labels, %.1f%% of its rows%s", day.labels(), 100 * day.share(), day.words()))
                .orElse("no label yet");
    }
}
