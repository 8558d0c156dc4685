package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Fingerprint;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The profiles of days, each made once and then read instead of its rows. A day is profiled anew where its features or
 * scores are others than those that its profile is from; in a run for one date, earlier days only if they have none.
 */
final class StoredProfiles {

    /** Of tables this small each one that is sent around would be a job of Spark by itself. */
    static final String IN_ONE_JOB = "merge";

    /** To be raised when a profile of the same rows would be another one. */
    private static final int VERSION = 1;

    private final Inputs inputs;
    private final DriftReport.Params params;
    private final JobContext context;
    private final String definition;
    private final Optional<Grid> grid;

    private StoredProfiles(Inputs inputs, DriftReport.Params params, JobContext context) {
        this.inputs = inputs;
        this.params = params;
        this.context = context;
        this.definition = Fingerprint.of(new TreeMap<>(Map.of(
                        "version", VERSION,
                        "columns", featureColumns(inputs),
                        "day-class", params.drift().dayClass())))
                .substring(0, 12);
        this.grid = Grid.stored(context.tables(), definition);
    }

    /** Predictions come and go with the model, and the stamp names that. */
    private static List<String> featureColumns(Inputs inputs) {
        return inputs.columns().stream()
                .filter(column -> column.role() != ComparedColumn.Role.PREDICTION)
                .map(column -> column.id() + " " + column.type().simpleString())
                .toList();
    }

    /** Those of all days that are judged or compared with; profiles what is stale of them. */
    static Dataset<Row> upToDate(Inputs inputs, DriftReport.Params params, JobContext context) {
        StoredProfiles stored = new StoredProfiles(inputs, params, context);
        SortedSet<LocalDate> days = inputs.profiled();
        SortedSet<LocalDate> stale = stored.stale(days);
        if (!stale.isEmpty()) {
            context.progress().doing("profiling " + stale.size() + (stale.size() == 1 ? " day" : " days"));
            stored.profile(stale, stored.grid.filter(grid -> !stale.containsAll(days)));
        }
        return Tables.within(context.tables().read(ProfileTable.TABLE), days);
    }

    private SortedSet<LocalDate> stale(SortedSet<LocalDate> days) {
        Map<LocalDate, Row> stamps = stamps(days);
        SortedSet<LocalDate> looked = days.stream()
                .filter(day -> context.date().isEmpty() || inputs.days().contains(day) || !isUsable(day, stamps))
                .collect(Collectors.toCollection(TreeSet::new));
        Dataset<Row> facts = DayFacts.of(inputs, params, grid.map(Grid::name).orElse(""), looked);
        return Sessions.summaries(facts.select(Tables.EVENT_DATE, "stamp")).stream()
                .filter(now ->
                        !now.getStruct(1).equals(stamps.get(now.getDate(0).toLocalDate())))
                .map(now -> now.getDate(0).toLocalDate())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<LocalDate, Row> stamps(SortedSet<LocalDate> days) {
        Map<LocalDate, Row> stamps = new HashMap<>();
        if (context.tables().exists(ProfileTable.TABLE)) {
            Dataset<Row> stored = Tables.within(context.tables().read(ProfileTable.TABLE), days);
            Sessions.summaries(stored.groupBy(Tables.EVENT_DATE).agg(max("stamp")))
                    .forEach(day -> stamps.put(day.getDate(0).toLocalDate(), day.getStruct(1)));
        }
        return stamps;
    }

    /** Whether an earlier day has a profile of these columns, and of the model's predictions where those are compared with. */
    private boolean isUsable(LocalDate day, Map<LocalDate, Row> stamps) {
        Row stamp = stamps.get(day);
        boolean predicts = inputs.predictions()
                .filter(model -> model.reference().all().contains(day))
                .isPresent();
        return stamp != null
                && grid.filter(kept -> stamp.getString(0).equals(kept.name())).isPresent()
                && (!predicts
                        || stamp.getString(2)
                                .startsWith(inputs.predictions().get().name() + " "));
    }

    /** @param kept by which other days are profiled already */
    private void profile(SortedSet<LocalDate> stale, Optional<Grid> kept) {
        Grid used = completed(kept);
        Dataset<Row> features = Profiles.of(
                Tables.within(inputs.features(), stale),
                columns(false),
                used.edges(),
                params.source().key());
        Dataset<Row> all = inputs.predictions()
                .map(model -> Tables.within(model.rows(), stale))
                .map(rows -> features.unionByName(Profiles.of(rows, columns(true), used.edges(), List.of())))
                .orElse(features);
        Dataset<Row> explained = inputs.predictions()
                .map(model -> Contributions.of(Tables.within(model.rows(), stale)))
                .map(some -> all.join(some.hint(IN_ONE_JOB), new String[] {Tables.EVENT_DATE, "id"}, "left"))
                .orElseGet(() -> all.withColumn("avg_contribution", lit(null).cast("double")));
        Dataset<Row> days = DayFacts.of(inputs, params, used.name(), stale);
        String runId = context.workspace().runId();
        Dataset<Row> rows = ProfileTable.rows(explained, days, inputs.columns(), used.edges(), runId);
        Sessions.atOnce(context.spark(), () -> context.tables().replaceDates(ProfileTable.TABLE, rows, stale));
    }

    private List<ComparedColumn> columns(boolean predictions) {
        return inputs.columns().stream()
                .filter(column -> (column.role() == ComparedColumn.Role.PREDICTION) == predictions)
                .toList();
    }

    /** With edges of the columns that have none yet, by the reference days. */
    private Grid completed(Optional<Grid> kept) {
        Map<String, BinEdges> edges = new HashMap<>(kept.map(Grid::edges).orElse(Map.of()));
        List<ComparedColumn> missing = inputs.columns().stream()
                .filter(column -> column.numeric() && !edges.containsKey(column.id()))
                .toList();
        edges.putAll(edgesOf(inputs.features(), inputs.reference(), missing, false));
        inputs.predictions().ifPresent(model -> edges.putAll(edgesOf(model.rows(), model.reference(), missing, true)));
        return new Grid(
                kept.map(Grid::name)
                        .orElse(definition + " " + context.workspace().runId()),
                edges);
    }

    private Map<String, BinEdges> edgesOf(
            Dataset<Row> from, ReferenceDays reference, List<ComparedColumn> missing, boolean predictions) {
        List<ComparedColumn> columns = missing.stream()
                .filter(column -> (column.role() == ComparedColumn.Role.PREDICTION) == predictions)
                .toList();
        if (columns.isEmpty()) {
            return Map.of();
        }
        context.progress().doing("finding quantiles of the reference days");
        Dataset<Row> days = Tables.within(from, reference.all());
        long rows = Sessions.count(days);
        return BinEdges.of(days, rows, params.source().key(), columns);
    }
}
