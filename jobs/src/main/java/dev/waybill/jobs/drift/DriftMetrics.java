package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.stats.FalseAlarms;
import dev.waybill.jobs.drift.stats.Severity;
import dev.waybill.jobs.drift.stats.UsualDays;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * The rows of {@code drift_metrics}: one for each day and column, from profiles alone. The names are those of Lakehouse
 * Monitoring's drift metrics table, as far as they are measured, and then ours; docs/drift.md says what they are.
 *
 * <p>{@code drift_detected} says whether {@code drift_score} reached {@code stattest_threshold}. Where {@code
 * unjudged_reason} is given it is false and {@code severity} is {@value #UNJUDGED}: see {@link Unjudged}.
 */
final class DriftMetrics {

    static final String TABLE = "drift_metrics";

    static final String UNJUDGED = "unjudged";

    /** Days back that a drift is told to have lasted at most. */
    private static final int DAYS_SHOWN = 92;

    /** To be raised whenever the same rows would give other figures. */
    private static final long VERSION = 3;

    /** What a population stability index has to be above chance, however improbable it is, to be worth an alarm. */
    private static final double LEAST_PSI = 0.02;

    /** Standard deviations that a history has to move in a day to be worth an alarm. */
    private static final double LEAST_MOVE = 0.1;

    private static final String NUMBER_RULE = "%d groups of %d quantiles of the reference; missing values apart"
            .formatted(BinnedColumn.GROUPS, BinEdges.QUANTILES);

    private static final String CATEGORY_RULE =
            "%d most frequent of the reference; other, unseen and missing apart; by the other reference days"
                    .formatted(CategoryBins.CATEGORIES);

    private DriftMetrics() {}

    /**
     * Judges days.
     *
     * @param profiles rows of {@code profile_metrics}, of the days and of all that they are compared with
     */
    static Dataset<Row> of(
            Dataset<Row> profiles, List<ComparedColumn> columns, Judging judging, Drift drift, String runId) {
        Map<String, ComparedColumn> byId =
                columns.stream().collect(Collectors.toMap(ComparedColumn::id, Function.identity()));
        FlatMapFunction<Row, Row> measure = all -> {
            ComparedColumn column = byId.get(all.getString(0));
            return (column == null
                            ? new JudgedTable(all.getList(1), judging).measurements()
                            : measurements(column, all.getList(1), judging))
                    .iterator();
        };
        List<String> ids = new ArrayList<>(byId.keySet());
        ids.add(ProfileTable.TABLE_ID);
        Dataset<Row> measured = profiles.withColumn("id", ProfileTable.id())
                .filter(col("id").isin(ids.toArray()))
                .groupBy("id")
                .agg(collect_list(struct("*")))
                .flatMap(measure, Encoders.row(Measurement.SCHEMA));
        return judge(measured, drift).select(table(runId));
    }

    private static Stream<Row> measurements(ComparedColumn column, List<Row> profiles, Judging judging) {
        return new JudgedColumn(column, profiles.stream().map(ColumnProfile::of).toList(), judging)
                .measurements()
                .map(Measurement::row);
    }

    /** The table without a row. */
    static Dataset<Row> none(SparkSession spark, Drift drift) {
        return judge(spark.createDataFrame(List.of(), Measurement.SCHEMA), drift)
                .select(table(""));
    }

    /** Whether what is there was written by these rules, so that a day can be added to it. */
    static boolean isCurrent(Tables tables) {
        return tables.exists(TABLE)
                && Set.of(tables.read(TABLE).columns()).contains(Tables.EVENT_DATE)
                && tables.read(TABLE)
                        .where(col("monitor_version").notEqual(VERSION))
                        .isEmpty(); // told by its log
    }

    /**
     * The latest days, as many as a page shows and tells of.
     *
     * @param until the last of them; empty for the last that there is
     */
    static DriftSummary latest(Tables tables, Optional<LocalDate> until) {
        SortedSet<LocalDate> all = tables.dates(tables.version(TABLE));
        SortedSet<LocalDate> days =
                until.map(date -> all.headSet(date.plusDays(1))).orElse(all);
        if (days.isEmpty()) {
            return new DriftSummary(List.of());
        }
        Dataset<Row> rows = tables.read(TABLE)
                .where(col(Tables.EVENT_DATE).gt(Date.valueOf(days.last().minusDays(DAYS_SHOWN))))
                .where(col(Tables.EVENT_DATE).leq(Date.valueOf(days.last())));
        List<Row> found = Sessions.summaries(rows);
        return new DriftSummary(
                found.stream()
                        .filter(row -> !isOfTable(row))
                        .map(DayMeasure::of)
                        .sorted(Comparator.comparing(DayMeasure::day)
                                .thenComparing(DayMeasure::role)
                                .thenComparing(DayMeasure::column))
                        .toList(),
                found.stream()
                        .filter(DriftMetrics::isOfTable)
                        .map(TogetherMeasure::of)
                        .toList());
    }

    private static boolean isOfTable(Row row) {
        return row.getAs("column_role").equals(JudgedTable.ROLE);
    }

    private static Dataset<Row> judge(Dataset<Row> measured, Drift drift) {
        Column isPsi = col("stattest_name").equalTo("psi");
        Column least = when(isPsi, col("by_chance.average").plus(LEAST_PSI)).otherwise(LEAST_MOVE);
        Column fixed = col("by_chance.seldom").plus(drift.psi().orElse(Drift.USUAL_PSI));
        Column judged = col("unjudged_reason").isNull();
        return measured.withColumn("cutoff", cutoff(FalseAlarms.aNight(drift.alarmsPerMonth())))
                .withColumn(
                        "threshold",
                        when(col("usual").isNotNull(), greatest(least, usual())).when(isPsi, fixed))
                .withColumn(
                        "drift_detected", coalesce(judged.and(col("drift_score").geq(col("threshold"))), lit(false)))
                .withColumn("severity", when(judged, severity()).otherwise(UNJUDGED));
    }

    /** The p-value up to which columns of the same day are named. */
    private static Column cutoff(double probability) {
        UDF1<scala.collection.Seq<Double>, Double> ofDay = pvalues -> FalseAlarms.cutoff(
                JavaConverters.seqAsJavaList(pvalues).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray(),
                probability);
        Column pvalues = collect_list("pvalue").over(Window.partitionBy(Tables.EVENT_DATE));
        return udf(ofDay, DataTypes.DoubleType).apply(pvalues);
    }

    private static Column usual() {
        UDF2<@Nullable Row, Double, @Nullable Double> distance = (usual, cutoff) -> usual == null
                ? null
                : new UsualDays(usual.getDouble(0), usual.getDouble(1), usual.getInt(2)).distance(cutoff);
        return udf(distance, DataTypes.DoubleType).apply(col("usual"), col("cutoff"));
    }

    /** By the index beyond chance, so that it means the same whatever the threshold is; what has drifted is never none. */
    private static Column severity() {
        UDF2<@Nullable Double, Boolean, String> severity = (index, drifted) -> {
            Severity found = Severity.of(index == null ? 0 : index);
            return (found == Severity.NONE && drifted ? Severity.LOW : found).toString();
        };
        Column beyondChance = col("population_stability_index").minus(col("by_chance.seldom"));
        return udf(severity, DataTypes.StringType).apply(beyondChance, col("drift_detected"));
    }

    private static Column[] table(String runId) {
        return new Column[] {
            col(Tables.EVENT_DATE),
            window(col(Tables.EVENT_DATE), col(Tables.EVENT_DATE)).as("window"),
            lit("1 day").as("granularity"),
            lit(VERSION).as("monitor_version"),
            lit(null).cast("string").as("slice_key"),
            lit(null).cast("string").as("slice_value"),
            col("column_name"),
            col("data_type"),
            window(col("first"), col("last")).as("window_cmp"),
            col("drift_type"),
            col("row_count").minus(col("reference_row_count")).as("count_delta"),
            col("avg_delta"),
            col("percent_null_delta"),
            col("js_distance"),
            col("ks_test"),
            col("wasserstein_distance"),
            col("population_stability_index"),
            col("chi_squared_test"),
            col("tv_distance"),
            col("l_infinity_distance"),
            col("mmd_test"),
            col("adversarial_auc"),
            col("column_role"),
            col("stattest_name"),
            col("threshold").as("stattest_threshold"),
            threshold().as("threshold_rule"),
            col("pvalue").as("stattest_pvalue"),
            col("drift_score"),
            col("drift_detected"),
            col("severity"),
            col("unjudged_reason"),
            binRule().as("bin_rule"),
            col("row_count"),
            col("reference_row_count"),
            col("reference_days"),
            col("contribution_delta"),
            col("distribution"),
            lit(runId).as("run_id")
        };
    }

    private static Column threshold() {
        return when(col("usual").isNotNull(), lit("learned"))
                .when(col("threshold").isNotNull(), lit("fixed"));
    }

    private static Column binRule() {
        return when(col("data_type").equalTo("string"), CATEGORY_RULE)
                .when(col("data_type").isNotNull(), NUMBER_RULE);
    }

    private static Column window(Column first, Column last) {
        return struct(
                first.cast("timestamp").as("start"),
                date_add(last, 1).cast("timestamp").as("end"));
    }
}
