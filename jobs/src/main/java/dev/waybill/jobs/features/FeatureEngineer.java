package dev.waybill.jobs.features;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.StoredTypes;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.features.Featured.Basis;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Makes the table of features from the clean rows: the same definitions for training and for scoring. Only dates that
 * are not up to date are computed and written, all in one commit.
 */
public final class FeatureEngineer implements Job<FeatureEngineer.Params, FeatureEngineer.Result> {

    public record Params(Source source, Features features) {
        public Params {
            Leaks.refuse(source, features);
        }
    }

    /**
     * What there is now.
     *
     * @param dates how many were computed, or removed since they have no rows any more
     * @param amended of how many others rows or labels came, changed or went
     */
    public record Result(long rows, int features, String featureSetVersion, int dates, int amended) {}

    @Override
    public String name() {
        return "feature-engineer";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.table(params.source().table()));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.table(FeatureTable.NAME), Artifact.table(FeatureRegistry.NAME));
    }

    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Tables tables = context.tables();
        String source = params.source().table();
        Optional<LocalDate> date = context.dateOf(params.source());
        return run(
                params,
                context,
                (featured, now) -> DueFeatures.of(
                        featured,
                        WantedDates.of(date, featured, tables.dates(now.clean(source)), source),
                        now,
                        then -> tables.touchedSince(then.clean(source))));
    }

    /** @param what is due, of the features that there are, where they would be made from that now */
    static Result run(Params params, JobContext context, BiFunction<Featured, Basis, DueFeatures> what) {
        Featured featured = Featured.read(context.tables());
        TableVersion clean = context.tables().version(params.source().table());
        Basis now = Basis.of(version(featured, params), clean);
        DueFeatures due = what.apply(featured, now);
        write(due, featured, clean, now, params, context);
        FeatureRegistry.bringUpToDate(now.version(), params.features(), context);
        return result(due, now, params, context.tables());
    }

    private static Result result(DueFeatures due, Basis now, Params params, Tables tables) {
        return new Result(
                tables.exists(FeatureTable.NAME) ? tables.count(FeatureTable.NAME) : 0,
                params.features().names().size(),
                now.version(),
                due.anew().size(),
                due.amended().size());
    }

    /** The definitions keep the name that they have, which an older Waybill may have given them. */
    private static String version(Featured featured, Params params) {
        return featured.basis()
                .map(Basis::version)
                .filter(known -> FeatureTable.isSame(known, params.source(), params.features()))
                .orElseGet(() -> FeatureTable.version(params.source(), params.features()));
    }

    /** Writes what is due, in one commit. */
    private static void write(
            DueFeatures due, Featured featured, TableVersion clean, Basis now, Params params, JobContext context) {
        SortedSet<LocalDate> dates = due.dates();
        if (dates.isEmpty()) {
            return;
        }
        Tables tables = context.tables();
        context.progress()
                .doing("computing %d dates%s"
                        .formatted(
                                due.anew().size(),
                                due.amended().isEmpty()
                                        ? ""
                                        : ", amending " + due.amended().size()));
        boolean allAnew = due.anew().containsAll(featured.dates()); // then the columns are written anew as well
        Sessions.over(tables.count(params.source().table()), context.spark(), () -> {
            try (MadeFeatures made = made(due, clean, params, tables)) {
                Dataset<Row> rows = withOrigin(made.rows(), now, context);
                Dataset<Row> all = due.amended().isEmpty() ? rows : rows.unionByName(kept(due, clean, params, tables));
                Dataset<Row> written = Tables.commented(all, FeatureRegistry.comments(params.features()));
                if (allAnew) {
                    tables.overwriteByDate(FeatureTable.NAME, written, now.note());
                } else {
                    tables.replaceDates(FeatureTable.NAME, written, dates, now.note());
                }
            }
        });
    }

    /** The features of the rows that have none yet. */
    private static MadeFeatures made(DueFeatures due, TableVersion clean, Params params, Tables tables) {
        UnaryOperator<Dataset<Row>> wanted = due.amended().isEmpty()
                ? UnaryOperator.identity()
                : rows -> rows.join(there(due, tables), rowColumns(params.source()), "left_anti");
        return ofRows(clean, due.dates(), wanted, Optional.empty(), params, tables);
    }

    /** The features that some of the dates have already, as far as their rows are still there, with the labels of now. */
    private static Dataset<Row> kept(DueFeatures due, TableVersion clean, Params params, Tables tables) {
        String label = params.source().label().name();
        String[] row = rowColumns(params.source());
        Column[] labels = Stream.concat(Stream.of(row), Stream.of(label))
                .map(functions::col)
                .toArray(Column[]::new);
        return there(due, tables)
                .drop(label)
                .join(Tables.within(tables.read(clean), due.dates()).select(labels), row);
    }

    private static Dataset<Row> there(DueFeatures due, Tables tables) {
        return Tables.within(tables.read(FeatureTable.NAME), due.amended());
    }

    private static String[] rowColumns(Source source) {
        return Stream.concat(source.key().stream(), Stream.of(Tables.EVENT_DATE))
                .toArray(String[]::new);
    }

    /**
     * What a run makes of some rows: their features, without the columns that say how these came about.
     *
     * @param clean the clean rows, as they were when the run read them
     * @param dates that the rows are of
     * @param wanted which rows of those dates
     * @param asOf when that was; empty for now
     */
    public static MadeFeatures ofRows(
            TableVersion clean,
            SortedSet<LocalDate> dates,
            UnaryOperator<Dataset<Row>> wanted,
            Optional<Instant> asOf,
            Params params,
            Tables tables) {
        Source source = params.source();
        Features features = params.features();
        Dataset<Row> rows = tables.read(clean);
        Instant since = timeline(params).since(dates.first(), features.reach());
        Dataset<Row> earlier = LateRows.beside(rows, source, tables, asOf)
                .where(functions.col(Tables.EVENT_DATE).leq(functions.lit(dates.last())));
        Dataset<Row> known =
                earlier.where(timeline(params).knownSince(since, LateRows.datesSince(since, source, tables)));
        return Sessions.inZone(
                rows.sparkSession(),
                source.timeZone(),
                () -> features(wanted.apply(Tables.within(rows, dates)), known, earlier, source, features));
    }

    private static Timeline timeline(Params params) {
        return new Timeline(params.source(), params.features().asOf());
    }

    /**
     * The asked rows' key, event time, event date and label, every feature, and how fresh their history is.
     *
     * @param known all rows that histories may see, and maybe more
     * @param earlier all rows that sequences may see, and maybe more
     */
    static MadeFeatures features(
            Dataset<Row> asked, Dataset<Row> known, Dataset<Row> earlier, Source source, Features features) {
        HistoryFeatures histories = new HistoryFeatures(asked, known, source, features);
        Dataset<Row> joined = SequenceFeatures.joinTo(
                histories.joinTo(
                        HistoryAge.join(asked, known, new Timeline(source, features.asOf()), features.reach())),
                asked,
                earlier,
                source,
                features.sequence());
        List<Column> columns = new ArrayList<>();
        FeatureTable.rowColumns(source).stream().map(functions::col).forEach(columns::add);
        columns.add(functions.col(source.label().name()));
        features.columns()
                .forEach((name, feature) ->
                        columns.add(SqlExpressions.on(asked, "features.columns." + name, feature.expr())
                                .as(name)));
        features.historyNames().map(functions::col).forEach(columns::add);
        features.sequenceNames().map(functions::col).forEach(columns::add);
        columns.add(functions.col(FeatureTable.HISTORY_AGE));
        columns.add(FeatureTable.isFresh(features).as(FeatureTable.IS_FRESH));
        return new MadeFeatures(
                StoredTypes.of(joined.select(columns.toArray(Column[]::new)), "features.columns"), histories);
    }

    private static Dataset<Row> withOrigin(Dataset<Row> rows, Basis now, JobContext context) {
        return rows.select(
                functions.col("*"),
                functions.lit(now.version()).as(FeatureTable.VERSION),
                functions.lit(now.sourceId()).as(FeatureTable.SOURCE_ID),
                functions.lit(now.sourceVersion()).as(FeatureTable.SOURCE_VERSION),
                functions.lit(Timestamp.from(context.clock().instant())).as(FeatureTable.COMPUTED_AT));
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "%,d rows, %d features, set %s; %s",
                result.rows(),
                result.features(),
                result.featureSetVersion(),
                dates(result));
    }

    private static String dates(Result result) {
        String amended = result.amended() == 0 ? "" : "%d amended by rows that came since".formatted(result.amended());
        String computed = result.dates() == 0 ? "" : result.dates() + " dates computed";
        String both = String.join(computed.isEmpty() || amended.isEmpty() ? "" : ", ", computed, amended);
        return both.isEmpty() ? "all up to date" : both;
    }
}
