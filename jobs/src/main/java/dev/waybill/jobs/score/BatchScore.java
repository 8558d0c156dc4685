package dev.waybill.jobs.score;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Remarks;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.params.Default;
import dev.waybill.common.row.FeatureCoverage;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Recommend;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.CalibrationsTable;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Predicts with the champion, one date by itself or every later one than those of training that it has not scored as it
 * would now. Each date is written as a whole: scoring it again replaces what this version said of it. What the champion says
 * then becomes what is published, also of dates that it scored in an earlier run. Where params ask for it, the challenger
 * scores the same dates in its shadow.
 */
public final class BatchScore implements Job<BatchScore.Params, BatchScore.Result> {

    public record Params(
            Source source,
            Features features,
            Optional<SplitRule> split,
            @Default("{}") Explain explain,
            @Default("{}") Score score,
            Optional<Recommend> recommend,
            Optional<Experiment> experiment) {

        public Params {
            SplitRule.require(split, source);
            Experiment.require(experiment, source);
        }
    }

    /**
     * What was scored.
     *
     * @param dates in order; empty if the champion had scored all of them
     * @param again why those of them that had been published before may have other scores now
     * @param repointed dates of which scored_current got what the champion had said in an earlier run
     * @param late dates of which rows came when they had been published, scored by the model in charge of them
     * @param lists how many were written to table recommendations; empty where there are none, or they are as they were
     * @param shadow what the challenger said beside it; empty where none is asked for, or there is none
     * @param experiment what of it was published; empty where none is on
     */
    public record Result(
            long rows,
            List<LocalDate> dates,
            String model,
            int version,
            SortedMap<LocalDate, String> again,
            List<LocalDate> repointed,
            List<LocalDate> late,
            Optional<Long> lists,
            Optional<Shadow> shadow,
            Optional<Experimented> experiment)
            implements Remarks {

        @Override
        public List<String> remarks() {
            return Stream.of(
                            again.entrySet().stream()
                                    .map(date -> "%s is scored anew: %s".formatted(date.getKey(), date.getValue())),
                            late.stream().map("%s got scores for rows that came late"::formatted),
                            shadow.flatMap(Shadow::why).stream(),
                            experiment.stream().flatMap(on -> on.remarks().stream()))
                    .flatMap(remarks -> remarks)
                    .toList();
        }
    }

    /**
     * A challenger's scores: they are in table scored, and not published.
     *
     * @param dates that it scored in this run
     * @param why it could not; empty where it could
     */
    public record Shadow(int version, List<LocalDate> dates, Optional<String> why) {}

    /**
     * The challenger's part in what was published.
     *
     * @param dates on which this run gave it its rows
     * @param withoutUnit rows of them that have no unit, and so the champion's predictions
     * @param why there is none; empty where there is one
     */
    public record Experimented(int version, List<LocalDate> dates, long withoutUnit, Optional<String> why) {

        List<String> remarks() {
            Optional<String> without = Optional.of(withoutUnit)
                    .filter(rows -> rows > 0)
                    .map(
                            "%,d rows have no experiment.unit: they got the champion's predictions and do not count"
                                    ::formatted);
            return Stream.of(why, without).flatMap(Optional::stream).toList();
        }
    }

    @Override
    public String name() {
        return "batch-score";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        Stream<Artifact> always =
                Stream.of(Artifact.CHAMPION, Artifact.table(FeatureTable.NAME), Artifact.table(CalibrationsTable.NAME));
        Stream<Artifact> units = params.experiment().flatMap(Experiment::unit).stream()
                .map(unit -> Artifact.table(params.source().table()));
        return Stream.concat(always, units).toList();
    }

    @Override
    public List<Artifact> writes(Params params) {
        return Stream.concat(
                        Stream.of(Artifact.table(ScoredTable.NAME), Artifact.table(ScoredTable.CURRENT)),
                        params.recommend().stream().map(lists -> Artifact.table(Recommendations.NAME)))
                .toList();
    }

    @Override
    public boolean byDate() {
        return true;
    }

    /** Reads all that it goes by first; then one commit to each table writes all dates. */
    @Override
    public Result run(Params params, JobContext context) {
        Champion champion = Champion.of(context);
        UndatedCalibration.refuse(champion, context.workspace());
        Tables tables = context.tables();
        CurrentScores.takeOver(tables);
        TableVersion version = tables.version(FeatureTable.NAME);
        List<LocalDate> late = params.source().isDated() ? scoreLate(version, params, context) : List.of();
        SortedMap<LocalDate, Recalibration> later = Calibrations.of(champion, tables);
        Dataset<Row> features = features(version, champion, params, tables);
        Due due = due(features, champion, later, params, context);
        Dataset<Row> rows = Tables.within(features, due.scores().keySet());
        champion.requireItsFeatures(rows);
        StaleHistory.refuse(rows, params.features());
        Optional<Recommendations> lists = Recommendations.due(champion, version, tables);
        Optional<Trial> asked = Trial.of(params.experiment(), champion, params.source(), context)
                .filter(each -> !due.current().isEmpty());
        Optional<Trial> trial = asked.filter(each -> each.challenger().knows(Tables.within(features, due.current())));
        SortedSet<LocalDate> mixed =
                trial.map(each -> each.dates(due.current())).orElse(new TreeSet<>());
        if (!due.scores().isEmpty()) {
            SortedSet<LocalDate> dates = new TreeSet<>(due.scores().keySet());
            context.progress().doing("scoring rows %s with %s".formatted(words(dates), champion.version()));
            Dataset<Row> dealt = trial.filter(each -> !mixed.isEmpty())
                    .map(each -> each.assigned(rows, mixed))
                    .orElse(rows);
            write(scored(dealt, champion, later, version, params, context), dates, champion, params, context);
        }
        Optional<Dataset<Row>> others = trial.filter(each -> !mixed.isEmpty())
                .flatMap(each -> byChallenger(each, mixed, champion, version, params, context));
        CurrentScores.point(
                due.current(),
                champion.version().version(),
                others,
                params.source().key(),
                tables,
                context.spark());
        Optional<Long> listed = lists.map(each -> each.write(context));
        Optional<Shadow> shadow = params.score().shadow()
                ? champion.challenger(context).map(challenger -> shadow(challenger, version, params, context))
                : Optional.empty();
        Optional<Experimented> experiment = asked.map(each -> new Experimented(
                each.version(),
                List.copyOf(mixed),
                mixed.isEmpty() ? 0 : each.withoutUnit(Tables.within(features, mixed), mixed),
                trial.isPresent() ? Optional.empty() : Optional.of(otherFeatures(each.challenger(), "publishes"))));
        return result(due, late, listed, shadow, experiment, champion, tables);
    }

    /** Empty where the champion's scores of these dates have no variants: they were there before the experiment. */
    private static Optional<Dataset<Row>> byChallenger(
            Trial trial,
            SortedSet<LocalDate> dates,
            Champion champion,
            TableVersion version,
            Params params,
            JobContext context) {
        Champion challenger = trial.challenger();
        Dataset<Row> said = Tables.within(
                context.tables()
                        .versioned(ScoredTable.NAME)
                        .rows(champion.version().version()),
                dates);
        if (!ScoredTable.hasVariants(said)) {
            return Optional.empty();
        }
        Dataset<Row> features = features(version, challenger, params, context.tables());
        Dataset<Row> rows =
                trial.due(Tables.within(features, dates), said, params.score().shadow());
        SortedMap<LocalDate, Recalibration> later = Calibrations.of(challenger, context.tables());
        context.progress().doing("scoring rows %s with %s".formatted(words(dates), challenger.version()));
        write(scored(rows, challenger, later, version, params, context), dates, challenger, params, context);
        return Optional.of(trial.published(dates, champion.version().version()));
    }

    private static String otherFeatures(Champion challenger, String what) {
        return "challenger %s %s nothing: it was trained on other features".formatted(challenger.version(), what);
    }

    /** A challenger of other features is no reason to do without the champion's scores. */
    private static Shadow shadow(Champion challenger, TableVersion version, Params params, JobContext context) {
        int number = challenger.version().version();
        Dataset<Row> features = features(version, challenger, params, context.tables());
        SortedMap<LocalDate, Recalibration> later = Calibrations.of(challenger, context.tables());
        SortedSet<LocalDate> dates =
                dueDates(features, challenger, later, params, context).unpublished(context.dateOf(params.source()));
        Dataset<Row> rows = Tables.within(features, dates);
        if (!challenger.knows(rows)) {
            return new Shadow(number, List.of(), Optional.of(otherFeatures(challenger, "scores")));
        }
        if (!dates.isEmpty()) {
            context.progress().doing("scoring rows %s with %s".formatted(words(dates), challenger.version()));
            write(scored(rows, challenger, later, version, params, context), dates, challenger, params, context);
        }
        return new Shadow(number, List.copyOf(dates), Optional.empty());
    }

    /** Before anything else: afterwards no date has rows without a score, and so none is scored anew for their sake. */
    private static List<LocalDate> scoreLate(TableVersion version, Params params, JobContext context) {
        LateScores late = new LateScores(params.source().key(), context.tables());
        SortedMap<Integer, SortedSet<LocalDate>> due = late.due();
        due.forEach((number, dates) -> {
            Champion then = Champion.of(number, context);
            context.progress().doing("scoring late rows %s with %s".formatted(words(dates), then.version()));
            late.write(number, dates, rows -> {
                Dataset<Row> fresh = rows.withColumn(FeatureTable.IS_FRESH, FeatureTable.isFresh(params.features()));
                then.requireItsFeatures(fresh);
                return scored(fresh, then, Calibrations.of(then, context.tables()), version, params, context);
            });
        });
        return due.values().stream().flatMap(Collection::stream).sorted().toList();
    }

    private static Dataset<Row> scored(
            Dataset<Row> rows,
            Champion champion,
            SortedMap<LocalDate, Recalibration> later,
            TableVersion version,
            Params params,
            JobContext context) {
        Dataset<Row> predicted = Predictions.of(
                rows,
                champion,
                List.copyOf(later.values()),
                params.source(),
                params.explain().top());
        return predicted
                .withColumn(
                        ScoredTable.FEATURE_COVERAGE,
                        FeatureCoverage.of(predicted.schema(), champion.model().inputNames()))
                .select(columns(champion, List.of(rows.columns()).contains(Trial.DEALT), version, params, context));
    }

    /** All that may be scored; whether history is fresh is judged by the limit as it is now. */
    private static Dataset<Row> features(TableVersion version, Champion champion, Params params, Tables tables) {
        Dataset<Row> all =
                tables.read(version).withColumn(FeatureTable.IS_FRESH, FeatureTable.isFresh(params.features()));
        return params.source().isDated() ? all : DueDates.withoutThoseSeen(all, champion.model(), params.source());
    }

    private static Due due(
            Dataset<Row> features,
            Champion champion,
            SortedMap<LocalDate, Recalibration> later,
            Params params,
            JobContext context) {
        DueDates due = dueDates(features, champion, later, params, context);
        return context.dateOf(params.source()).map(due::only).orElseGet(() -> due.all(params.split(), params.source()));
    }

    private static DueDates dueDates(
            Dataset<Row> features,
            Champion champion,
            SortedMap<LocalDate, Recalibration> later,
            Params params,
            JobContext context) {
        int entries = Predictions.entries(champion.model(), params.explain().top());
        return new DueDates(champion, new StaleScores(champion, later, entries), features, context.tables());
    }

    private static void write(
            Dataset<Row> scored, SortedSet<LocalDate> dates, Champion champion, Params params, JobContext context) {
        Tables tables = context.tables();
        Dataset<Row> commented =
                Tables.commented(scored, comments(champion.model().provenance().task(), params.source()));
        Sessions.over(
                tables.count(FeatureTable.NAME, dates),
                context.spark(),
                () -> tables.versioned(ScoredTable.NAME)
                        .replace(champion.version().version(), dates, commented));
    }

    private static Result result(
            Due due,
            List<LocalDate> late,
            Optional<Long> lists,
            Optional<Shadow> shadow,
            Optional<Experimented> experiment,
            Champion champion,
            Tables tables) {
        long count = due.scores().isEmpty()
                ? 0
                : tables.count(ScoredTable.CURRENT, due.scores().keySet());
        return new Result(
                count,
                List.copyOf(due.scores().keySet()),
                champion.version().model(),
                champion.version().version(),
                due.again(),
                List.copyOf(due.repointed()),
                late,
                lists,
                shadow,
                experiment);
    }

    /** All columns of the table in order. */
    private static Column[] columns(
            Champion champion, boolean variants, TableVersion features, Params params, JobContext context) {
        Stream<Column> row = FeatureTable.rowColumns(params.source()).stream().map(functions::col);
        Stream<Column> scores =
                Predictions.columns(champion.model(), params.source()).stream().map(functions::col);
        Stream<Column> provenance = Stream.of(
                functions.col(ScoredTable.FEATURE_COVERAGE),
                functions
                        .col(ScoredTable.FEATURE_COVERAGE)
                        .lt(params.score().minFeatureCoverage())
                        .as(ScoredTable.IS_SPARSE),
                functions.col(FeatureTable.IS_FRESH),
                functions.lit(champion.version().model()).as(ScoredTable.MODEL_NAME),
                functions.lit(champion.version().version()).as(ScoredTable.MODEL_VERSION),
                functions.lit(champion.model().sha256()).as(ScoredTable.MODEL_SHA256),
                functions.lit(champion.model().id()).as(ScoredTable.MODEL_ID),
                functions.lit(ScoredTable.SCHEMA).as(ScoredTable.SCHEMA_VERSION),
                functions.col(FeatureTable.VERSION),
                functions.lit(features.version()).as(ScoredTable.FEATURES_VERSION),
                functions.col(FeatureTable.COMPUTED_AT).as(ScoredTable.FEATURES_COMPUTED_AT),
                functions.lit(context.workspace().runId()).as(ScoredTable.RUN_ID),
                functions.lit(Timestamp.from(context.clock().instant())).as(ScoredTable.SCORED_AT));
        Stream<Column> variant = variants ? Stream.of(functions.col(Trial.DEALT).as(ScoredTable.VARIANT)) : Stream.of();
        return Stream.of(row, scores, provenance, variant)
                .flatMap(columns -> columns)
                .toArray(Column[]::new);
    }

    private static Map<String, String> comments(Task task, Source source) {
        Source.Label label = source.label();
        Map<String, String> comments =
                ScoredTable.comments(task, label.name(), label.unit().orElse(""));
        if (task == Task.regression) {
            Intervals.LEVELS.forEach(level -> comments.put(
                    ScoredTable.quantile(label.name(), level),
                    "%.0f in 100 labels of such rows lie below".formatted(100 * level)));
        }
        return comments;
    }

    private static String words(SortedSet<LocalDate> dates) {
        if (dates.first().equals(Source.DATE_OF_ROWS_WITHOUT)) {
            return "without a date";
        }
        return dates.size() == 1 ? "of " + dates.first() : "of " + dates.first() + " to " + dates.last();
    }

    @Override
    public String summary(Result result) {
        String model = result.model() + "/" + result.version();
        String shadow = result.shadow()
                .filter(beside -> !beside.dates().isEmpty())
                .map(beside -> "; %s in shadow".formatted(result.model() + "/" + beside.version()))
                .orElse("");
        String lists = result.lists()
                .map(written -> String.format(Locale.ROOT, "; %,d lists", written))
                .orElse("");
        return published(result, model) + lists + shadow;
    }

    private static String published(Result result, String model) {
        int repointed = result.repointed().size();
        String pointed = "%d %s re-pointed".formatted(repointed, repointed == 1 ? "date" : "dates");
        if (result.dates().isEmpty()) {
            return repointed == 0 ? "all dates are scored with %s already".formatted(model) : pointed + " to " + model;
        }
        String scored = String.format(
                Locale.ROOT, "%,d rows %s with %s", result.rows(), words(new TreeSet<>(result.dates())), model);
        return repointed == 0 ? scored : scored + ", " + pointed;
    }
}
