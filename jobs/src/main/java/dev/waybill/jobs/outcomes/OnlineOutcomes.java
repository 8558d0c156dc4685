package dev.waybill.jobs.outcomes;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.OnlineTables;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * What was predicted at the request beside what happened, and how good it was, in tables of their own: what decides on models
 * reads scores of whole dates, which all rows have, and not what happened to be asked for. A server writes its tables at any
 * time; one version of each is read, and what comes later is for the next run.
 */
public final class OnlineOutcomes {

    /** One row an answer whose label is in. */
    public static final String TABLE = "outcomes_online";
    /** As table performance, of the answers that count, by variant. */
    public static final String PERFORMANCE = "performance_online";

    private final Outcomes.Params params;
    private final JobContext context;
    private final Tables tables;
    private final OnlineBasis now;
    private final Dataset<Row> typed;
    private final Optional<Dataset<Row>> feedback;
    private final List<String> remarks = new ArrayList<>();

    /**
     * What there is to know.
     *
     * @param dates that were written
     * @param latest the last date of which something was asked; empty if none was
     * @param figures of that date
     * @param remarks what could not be judged, and why
     */
    public record Result(
            List<LocalDate> dates, Optional<LocalDate> latest, List<OnlineFigures> figures, List<String> remarks) {

        String words() {
            String written = dates.isEmpty() ? "" : "%d dates written".formatted(dates.size());
            String best = figures.stream()
                    .map(own -> String.format(
                            Locale.ROOT,
                            "%,d rows by %s, %,d labels%s",
                            own.figures().rows(),
                            own.whose(),
                            own.figures().labels(),
                            own.figures().words()))
                    .collect(Collectors.joining(", "));
            List<String> parts = new ArrayList<>();
            latest.filter(date -> !best.isEmpty()).ifPresent(date -> parts.add(date + ": " + best));
            parts.add(written);
            parts.addAll(remarks);
            parts.removeIf(String::isEmpty);
            return parts.isEmpty() ? "" : "; online " + String.join("; ", parts);
        }
    }

    private OnlineOutcomes(Outcomes.Params params, JobContext context) {
        this.params = params;
        this.context = context;
        tables = context.tables();
        now = OnlineBasis.of(params.source(), tables);
        typed = OnlineAnswers.typed(
                tables.read(now.answers()), tables.read(now.clean()).schema(), params);
        feedback = now.feedback().map(tables::read).flatMap(this::usable);
    }

    /** Nothing where nothing was predicted at the request, rows have no dates, or nights of the past are played again. */
    static Optional<Result> run(Outcomes.Params params, JobContext context) {
        Tables tables = context.tables();
        boolean isAny =
                params.source().isDated() && context.until().isEmpty() && tables.exists(OnlineTables.PREDICTIONS);
        return isAny ? Optional.of(judged(params, context)) : Optional.empty();
    }

    private static Result judged(Outcomes.Params params, JobContext context) {
        return OnlineAnswers.trouble(
                        context.tables().read(OnlineTables.PREDICTIONS).schema(), params)
                .map(trouble -> new Result(List.of(), Optional.empty(), List.of(), List.of(trouble)))
                .orElseGet(() -> new OnlineOutcomes(params, context).run());
    }

    private Optional<Dataset<Row>> usable(Dataset<Row> table) {
        String missing = OnlineFeedback.missing(table.schema());
        if (!missing.isEmpty()) {
            remarks.add("what %s says is passed over: it has no %s".formatted(OnlineTables.FEEDBACK, missing));
            return Optional.empty();
        }
        return Optional.of(OnlineFeedback.typed(table, params.task()));
    }

    private Result run() {
        SortedSet<LocalDate> all = tables.datesByLog(now.answers()).orElseGet(() -> dates(typed));
        SortedSet<LocalDate> asked = context.dateOf(params.source())
                .map(date -> all.headSet(date.plusDays(1)))
                .orElse(all);
        SortedSet<LocalDate> due = now.due(asked, tables, this::fedBack);
        if (!due.isEmpty()) {
            write(due);
        }
        Optional<LocalDate> latest = asked.isEmpty() ? Optional.empty() : Optional.of(asked.last());
        return new Result(
                List.copyOf(due),
                latest,
                latest.map(date -> OnlineFigures.of(date, params.source(), tables))
                        .orElse(List.of()),
                List.copyOf(remarks));
    }

    private static SortedSet<LocalDate> dates(Dataset<Row> rows) {
        return Tables.dates(rows.where(functions.col(Tables.EVENT_DATE).isNotNull()));
    }

    /** The dates of the answers of which something was said between two versions, or up to one. */
    private Optional<SortedSet<LocalDate>> fedBack(Optional<TableVersion> before, TableVersion version) {
        return before.map(from -> tables.addedBetween(from, version))
                .orElseGet(() -> Optional.of(tables.read(version)))
                .map(this::datesOf);
    }

    private SortedSet<LocalDate> datesOf(Dataset<Row> said) {
        String[] request = {OnlineAnswers.REQUEST_ID, OnlineAnswers.REQUEST_ROW};
        return OnlineFeedback.missing(said.schema()).isEmpty()
                ? dates(typed.join(OnlineFeedback.typed(said, params.task()), request, "left_semi"))
                : new TreeSet<>();
    }

    private void write(SortedSet<LocalDate> dates) {
        context.progress().doing("joining labels to what was asked online on %d dates".formatted(dates.size()));
        Row counts = counts(dates);
        Dataset<Row> answers = Tables.within(typed, dates).where(OnlineAnswers.isComplete(params));
        Source source = params.source();
        Maturity maturity = Maturity.of(dates, context.clock().instant(), answers, source, tables);
        Dataset<Row> beside = feedback.map(said -> OnlineFeedback.beside(answers, since(said, counts)))
                .orElseGet(() -> OnlineFeedback.besideNone(answers));
        long rows = Math.max(counts.getLong(0), tables.count(source.table(), dates));
        Sessions.over(rows, context.spark(), () -> {
            Dataset<Row> judged = maturity.weighted(OnlineJudged.of(beside, dates, params, tables))
                    .persist(StorageLevel.DISK_ONLY());
            try {
                commit(judged, dates);
            } finally {
                judged.unpersist();
            }
        });
    }

    /** The measures first: the commit to outcomes says what both are from. */
    private void commit(Dataset<Row> judged, SortedSet<LocalDate> dates) {
        Dataset<Row> measures = Performance.of(
                        judged.where(functions.col(OnlineJudged.COUNTS)), params, ScoredTable.VARIANT)
                .withColumn(
                        ScoredTable.RUN_ID, functions.lit(context.workspace().runId()));
        tables.replaceDates(PERFORMANCE, measures, dates);
        tables.replaceDates(TABLE, OnlineJudged.outcomes(judged, params.source()), dates, now.note());
    }

    /** How many answers can be judged, and when the first of them was asked for; tells of others. */
    private Row counts(SortedSet<LocalDate> dates) {
        Column isComplete = OnlineAnswers.isComplete(params);
        Column date = functions.col(Tables.EVENT_DATE);
        Row counts = Sessions.summary(typed.where(date.isNull()
                        .or(date.isin(dates.stream().map(Date::valueOf).toArray())))
                .agg(
                        functions.count_if(isComplete),
                        functions.min(functions.when(isComplete, functions.col(OnlineAnswers.ASKED_AT))),
                        functions.count_if(date.isNull()),
                        functions.count_if(date.isNotNull().and(functions.not(isComplete)))));
        remark(counts.getLong(2), "they have no date");
        remark(counts.getLong(3), "they lack the prediction, its model, the event time or the request");
        return counts;
    }

    private void remark(long rows, String why) {
        if (rows > 0) {
            remarks.add(String.format(
                    Locale.ROOT, "%,d rows of %s are not judged, since %s", rows, OnlineTables.PREDICTIONS, why));
        }
    }

    /** Files of earlier ones are not opened. */
    private static Dataset<Row> since(Dataset<Row> said, Row counts) {
        return Optional.ofNullable(counts.getTimestamp(1))
                .map(first ->
                        said.where(functions.col(OnlineFeedback.AT).geq(OnlineFeedback.earliest(functions.lit(first)))))
                .orElse(said);
    }
}
