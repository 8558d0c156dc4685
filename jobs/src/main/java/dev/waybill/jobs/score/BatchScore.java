package dev.waybill.jobs.score;

import dev.waybill.common.conf.Default;
import dev.waybill.common.conf.Explain;
import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Split;
import dev.waybill.common.conf.SplitRule;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Predicts with the champion, one date by itself or every later one than those of training that is not scored as it would
 * be now. Each date is written as a whole: scoring it again replaces it.
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
     * @param dates in order; empty if all were up to date
     */
    public record Result(long rows, List<LocalDate> dates, String model, int version) {}

    @Override
    public String name() {
        return "batch-score";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Champion champion = Champion.of(context);
        Tables tables = context.tables();
        TableVersion version = tables.version(FeatureTable.NAME);
        Dataset<Row> all =
                tables.read(version).withColumn(FeatureTable.IS_FRESH, FeatureTable.isFresh(params.features()));
        Dataset<Row> features =
                params.source().isDated() ? all : withoutThoseSeen(all, champion.model(), params.source());
        SortedSet<LocalDate> dates = context.dateOf(params.source())
                .map(date -> only(date, features))
                .orElseGet(() -> staleDates(features, champion.model(), params, tables));
        Dataset<Row> rows = Tables.within(features, dates);
        champion.requireItsFeatures(rows);
        StaleHistory.refuse(rows, params.features());
        if (!dates.isEmpty()) {
            context.progress().doing("scoring rows %s with %s".formatted(words(dates), champion.version()));
            Dataset<Row> scored = scored(rows, champion.recalibrated(context.workspace()), params);
            tables.replaceDatesInPlace(
                    ScoredTable.NAME, scored.select(columns(champion, version, params, context)), dates);
        }
        long count = dates.isEmpty()
                ? 0
                : Tables.within(tables.read(ScoredTable.NAME), dates).count();
        return new Result(
                count,
                List.copyOf(dates),
                champion.version().model(),
                champion.version().version());
    }

    /** Which row it is, the columns of {@link Scoring}, and of which features. */
    static Dataset<Row> scored(Dataset<Row> features, TrainedModel model, Params params) {
        Column[] needed = Stream.of(
                        FeatureTable.rowColumns(params.source()).stream(),
                        Stream.of(FeatureTable.IS_FRESH, FeatureTable.VERSION, FeatureTable.COMPUTED_AT),
                        model.inputs().stream().map(Input::name),
                        model.groups().stream())
                .flatMap(names -> names)
                .distinct()
                .filter(List.of(features.columns())::contains) // it is for scoring to refuse what is missing
                .map(functions::col)
                .toArray(Column[]::new);
        return Scoring.score(
                features.select(needed),
                model,
                params.source().label().name(),
                params.explain().top());
    }

    /** All columns of the table in order. */
    private static Column[] columns(Champion champion, TableVersion features, Params params, JobContext context) {
        Stream<Column> row = FeatureTable.rowColumns(params.source()).stream().map(functions::col);
        Stream<Column> scores =
                Scoring.columns(params.source().label().name()).stream().map(functions::col);
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

    private static SortedSet<LocalDate> only(LocalDate date, Dataset<Row> features) {
        SortedSet<LocalDate> dates = new TreeSet<>(List.of(date));
        if (Tables.within(features, dates).isEmpty()) {
            throw Refusal.mistake(
                    "score.no-rows",
                    "Cannot score %s: the features have no row of that date.".formatted(date),
                    "Run job feature-engineer for it first.");
        }
        return dates;
    }

    private static SortedSet<LocalDate> staleDates(
            Dataset<Row> features, TrainedModel model, Params params, Tables tables) {
        Split split = Parts.of(params.split(), params.source(), features);
        Optional<LocalDate> seen = Stream.of(split, model.provenance().split())
                .flatMap(each -> each.lastSeen().stream())
                .max(Comparator.naturalOrder());
        Dataset<Row> later = after(seen, features);
        if (later.isEmpty()) {
            throw noRows(seen, params.source());
        }
        if (!tables.exists(ScoredTable.NAME)) {
            return Tables.dates(later);
        }
        Dataset<Row> scored = after(seen, tables.read(ScoredTable.NAME));
        return StaleDates.of(
                later, scored, model, Scoring.entries(model, params.explain().top()));
    }

    private static Refusal noRows(Optional<LocalDate> seen, Source source) {
        return Refusal.mistake(
                "score.no-rows",
                seen.map(last -> "Cannot score: no row of %s has its event date after %s, the last that training uses."
                                .formatted(source.table(), last))
                        .orElse("Cannot score: training uses all rows of %s.".formatted(source.table())),
                seen.isPresent() ? "Bring in later rows, or end the split earlier." : "Bring in rows without a label.");
    }

    /** Where rows have no date: those that training cannot have seen, and those whose label nobody knows yet. */
    private static Dataset<Row> withoutThoseSeen(Dataset<Row> features, TrainedModel model, Source source) {
        return features.where(functions
                .col(source.label().name())
                .isNull()
                .or(functions.expr(model.provenance().split().unseen())));
    }

    private static Dataset<Row> after(Optional<LocalDate> seen, Dataset<Row> rows) {
        return seen.map(last -> rows.where(rows.col(Tables.EVENT_DATE).gt(Date.valueOf(last))))
                .orElse(rows);
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
        return result.dates().isEmpty()
                ? "all dates are scored with %s already".formatted(model)
                : String.format(
                        Locale.ROOT, "%,d rows %s with %s", result.rows(), words(new TreeSet<>(result.dates())), model);
    }
}
