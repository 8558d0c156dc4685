package dev.waybill.jobs.features;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.StoredTypes;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
     */
    public record Result(long rows, int features, String featureSetVersion, int dates) {}

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
        TableVersion clean = tables.version(params.source().table());
        SortedMap<LocalDate, StaleFeatures.Origin> featured = featured(tables);
        String version = version(featured, params);
        StaleFeatures stale = new StaleFeatures(featured, tables.dates(clean), clean, version, tables::touchedSince);
        SortedSet<LocalDate> dates =
                context.dateOf(params.source()).map(stale::with).orElseGet(stale::all);
        if (!dates.isEmpty()) {
            context.progress().doing("computing %d dates".formatted(dates.size()));
            Dataset<Row> rows = ofRows(tables.read(clean), dates, UnaryOperator.identity(), params);
            Dataset<Row> written = Tables.commented(
                    withOrigin(rows, version, clean, context), FeatureRegistry.comments(params.features()));
            boolean allAnew = dates.containsAll(featured.keySet());
            Sessions.over(
                    tables.count(params.source().table()),
                    context.spark(),
                    () -> write(written, dates, allAnew, tables));
        }
        FeatureRegistry.bringUpToDate(version, params.features(), context);
        int features = params.features().names().size();
        return new Result(rows(tables), features, version, dates.size());
    }

    private static long rows(Tables tables) {
        return tables.exists(FeatureTable.NAME) ? tables.count(FeatureTable.NAME) : 0;
    }

    /** How the features of each date came about. */
    private static SortedMap<LocalDate, StaleFeatures.Origin> featured(Tables tables) {
        SortedMap<LocalDate, StaleFeatures.Origin> featured = new TreeMap<>();
        List<String> origin =
                List.of(Tables.EVENT_DATE, FeatureTable.VERSION, FeatureTable.SOURCE_ID, FeatureTable.SOURCE_VERSION);
        if (tables.exists(FeatureTable.NAME)) {
            Column[] columns = origin.stream().map(functions::col).toArray(Column[]::new);
            Sessions.summaries(tables.read(FeatureTable.NAME).select(columns).distinct())
                    .forEach(row -> featured.put(
                            row.getDate(0).toLocalDate(),
                            new StaleFeatures.Origin(row.getString(1), row.getString(2), row.getLong(3))));
        }
        return featured;
    }

    /** The definitions keep the name that they have, which an older Waybill may have given them. */
    private static String version(SortedMap<LocalDate, StaleFeatures.Origin> featured, Params params) {
        return featured.values().stream()
                .map(StaleFeatures.Origin::featureSet)
                .distinct()
                .filter(known -> FeatureTable.isSame(known, params.source(), params.features()))
                .findFirst()
                .orElseGet(() -> FeatureTable.version(params.source(), params.features()));
    }

    /**
     * What a run makes of some rows: their features, without the columns that say how these came about.
     *
     * @param clean the clean rows, as they were when the run read them
     * @param dates that the rows are of
     * @param wanted which rows of those dates
     */
    public static Dataset<Row> ofRows(
            Dataset<Row> clean, SortedSet<LocalDate> dates, UnaryOperator<Dataset<Row>> wanted, Params params) {
        Source source = params.source();
        Features features = params.features();
        return Sessions.inZone(
                clean.sparkSession(),
                source.timeZone(),
                () -> features(
                        wanted.apply(Tables.within(clean, dates)),
                        known(clean, dates.first(), dates.last(), source, features),
                        source,
                        features));
    }

    /** No more than what the history of some dates may reach: Delta leaves out the files of all else. */
    private static Dataset<Row> known(
            Dataset<Row> clean, LocalDate first, LocalDate last, Source source, Features features) {
        return clean.where(functions.col(Tables.EVENT_DATE).leq(functions.lit(last)))
                .where(new Timeline(source, features.asOf()).knownSince(first, features.reach()));
    }

    /** The asked rows' key, event time, event date and label, every feature, and how fresh their history is. */
    static Dataset<Row> features(Dataset<Row> asked, Dataset<Row> known, Source source, Features features) {
        Dataset<Row> aged = HistoryAge.join(asked, known, new Timeline(source, features.asOf()), features.reach());
        Dataset<Row> joined = HistoryFeatures.join(aged, known, source, features);
        List<Column> columns = new ArrayList<>();
        FeatureTable.rowColumns(source).stream().map(functions::col).forEach(columns::add);
        columns.add(functions.col(source.label().name()));
        features.columns()
                .forEach((name, feature) ->
                        columns.add(SqlExpressions.on(asked, "features.columns." + name, feature.expr())
                                .as(name)));
        features.historyNames().map(functions::col).forEach(columns::add);
        columns.add(functions.col(FeatureTable.HISTORY_AGE));
        columns.add(FeatureTable.isFresh(features).as(FeatureTable.IS_FRESH));
        return StoredTypes.of(joined.select(columns.toArray(Column[]::new)), "features.columns");
    }

    private static Dataset<Row> withOrigin(Dataset<Row> rows, String version, TableVersion clean, JobContext context) {
        return rows.select(
                functions.col("*"),
                functions.lit(version).as(FeatureTable.VERSION),
                functions.lit(clean.id()).as(FeatureTable.SOURCE_ID),
                functions.lit(clean.version()).as(FeatureTable.SOURCE_VERSION),
                functions.lit(Timestamp.from(context.clock().instant())).as(FeatureTable.COMPUTED_AT));
    }

    /** Where no date is left as it was, the columns are written anew as well. */
    private static void write(Dataset<Row> rows, SortedSet<LocalDate> dates, boolean allAnew, Tables tables) {
        if (allAnew) {
            tables.overwriteByDate(FeatureTable.NAME, rows);
        } else {
            tables.replaceDates(FeatureTable.NAME, rows, dates);
        }
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "%,d rows, %d features, set %s; %s",
                result.rows(),
                result.features(),
                result.featureSetVersion(),
                result.dates() == 0 ? "all up to date" : result.dates() + " dates computed");
    }
}
