package dev.waybill.jobs.score;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Remarks;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.params.Default;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.table.CalibrationsTable;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.time.LocalDate;
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
 * then becomes what is published, also of dates that it scored in an earlier run.
 */
public final class BatchScore implements Job<BatchScore.Params, BatchScore.Result> {

    public record Params(
            Source source,
            Features features,
            Optional<SplitRule> split,
            @Default("{}") Explain explain) {

        public Params {
            SplitRule.require(split, source);
        }
    }

    /**
     * What was scored.
     *
     * @param dates in order; empty if the champion had scored all of them
     * @param again why those of them that had been published before may have other scores now
     * @param repointed dates of which scored_current got what the champion had said in an earlier run
     */
    public record Result(
            long rows,
            List<LocalDate> dates,
            String model,
            int version,
            SortedMap<LocalDate, String> again,
            List<LocalDate> repointed)
            implements Remarks {

        @Override
        public List<String> remarks() {
            return again.entrySet().stream()
                    .map(date -> "%s is scored anew: %s".formatted(date.getKey(), date.getValue()))
                    .toList();
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
        return List.of(Artifact.CHAMPION, Artifact.table(FeatureTable.NAME), Artifact.table(CalibrationsTable.NAME));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.table(ScoredTable.NAME), Artifact.table(ScoredTable.CURRENT));
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
        SortedMap<LocalDate, Recalibration> later = Calibrations.of(champion, tables);
        Dataset<Row> all =
                tables.read(version).withColumn(FeatureTable.IS_FRESH, FeatureTable.isFresh(params.features()));
        Dataset<Row> features =
                params.source().isDated() ? all : DueDates.withoutThoseSeen(all, champion.model(), params.source());
        StaleScores stale = new StaleScores(
                champion,
                later,
                Scoring.entries(champion.model(), params.explain().top()));
        DueDates dueDates = new DueDates(champion, stale, features, tables);
        Due due = context.dateOf(params.source())
                .map(dueDates::only)
                .orElseGet(() -> dueDates.all(params.split(), params.source()));
        SortedSet<LocalDate> dates = new TreeSet<>(due.scores().keySet());
        Dataset<Row> rows = Tables.within(features, dates);
        champion.requireItsFeatures(rows);
        StaleHistory.refuse(rows, params.features());
        if (!dates.isEmpty()) {
            context.progress().doing("scoring rows %s with %s".formatted(words(dates), champion.version()));
            Dataset<Row> scored = scored(rows, champion.model(), List.copyOf(later.values()), params);
            Dataset<Row> written = scored.select(columns(champion, version, params, context));
            Dataset<Row> commented = Tables.commented(written, comments(params.source()));
            Sessions.over(
                    tables.count(FeatureTable.NAME, dates),
                    context.spark(),
                    () -> tables.versioned(ScoredTable.NAME)
                            .replace(champion.version().version(), dates, commented));
        }
        CurrentScores.point(due.current(), champion.version().version(), tables, context.spark());
        return result(due, champion, tables);
    }

    private static Result result(Due due, Champion champion, Tables tables) {
        long count = due.scores().isEmpty()
                ? 0
                : tables.count(ScoredTable.CURRENT, due.scores().keySet());
        return new Result(
                count,
                List.copyOf(due.scores().keySet()),
                champion.version().model(),
                champion.version().version(),
                due.again(),
                List.copyOf(due.repointed()));
    }

    /** Which row it is, the columns of {@link Scoring}, and of which features. */
    static Dataset<Row> scored(Dataset<Row> features, TrainedModel model, List<Recalibration> later, Params params) {
        Column[] needed = Stream.of(
                        FeatureTable.rowColumns(params.source()).stream(),
                        Stream.of(FeatureTable.IS_FRESH, FeatureTable.VERSION, FeatureTable.COMPUTED_AT),
                        model.inputs().stream().map(Input::name),
                        model.groups().stream(),
                        later.stream().flatMap(one -> one.intervals().groups().stream()))
                .flatMap(names -> names)
                .distinct()
                .filter(List.of(features.columns())::contains) // it is for scoring to refuse what is missing
                .map(functions::col)
                .toArray(Column[]::new);
        return Scoring.score(
                features.select(needed),
                model,
                later,
                params.source().label().name(),
                params.explain().top());
    }

    /** All columns of the table in order. */
    private static Column[] columns(Champion champion, TableVersion features, Params params, JobContext context) {
        Stream<Column> row = FeatureTable.rowColumns(params.source()).stream().map(functions::col);
        Stream<Column> scores = Scoring.columns(params.source().label().name()).stream()
                .map(name -> name.equals(ScoredTable.CALIBRATION) ? calibration(champion) : functions.col(name));
        Stream<Column> provenance = Stream.of(
                functions.col(FeatureTable.IS_FRESH),
                functions.lit(champion.version().model()).as(ScoredTable.MODEL_NAME),
                functions.lit(champion.version().version()).as(ScoredTable.MODEL_VERSION),
                functions.lit(champion.model().sha256()).as(ScoredTable.MODEL_SHA256),
                functions.col(FeatureTable.VERSION),
                functions.lit(features.version()).as(ScoredTable.FEATURES_VERSION),
                functions.col(FeatureTable.COMPUTED_AT).as(ScoredTable.FEATURES_COMPUTED_AT),
                functions.lit(context.workspace().runId()).as(ScoredTable.RUN_ID),
                functions.lit(Timestamp.from(context.clock().instant())).as(ScoredTable.SCORED_AT));
        return Stream.of(row, scores, provenance).flatMap(columns -> columns).toArray(Column[]::new);
    }

    private static Map<String, String> comments(Source source) {
        Source.Label label = source.label();
        Map<String, String> comments =
                ScoredTable.comments(label.name(), label.unit().orElse(""));
        Intervals.LEVELS.forEach(level -> comments.put(
                ScoredTable.quantile(label.name(), level),
                "%.0f in 100 labels of such rows lie below".formatted(100 * level)));
        return comments;
    }

    /** Rows before all recalibrations have the intervals of the model itself, if it has any. */
    private static Column calibration(Champion champion) {
        Column named = functions.col(ScoredTable.CALIBRATION);
        return champion.model().calibration().isEmpty()
                ? named
                : functions
                        .coalesce(named, functions.lit(champion.version().toString()))
                        .as(ScoredTable.CALIBRATION);
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
        int repointed = result.repointed().size();
        String pointed = "%d %s re-pointed".formatted(repointed, repointed == 1 ? "date" : "dates");
        if (result.dates().isEmpty()) {
            return repointed == 0
                    ? "all dates are scored with %s already".formatted(model)
                    : pointed + " to " + model;
        }
        String scored = String.format(
                Locale.ROOT, "%,d rows %s with %s", result.rows(), words(new TreeSet<>(result.dates())), model);
        return repointed == 0 ? scored : scored + ", " + pointed;
    }
}
