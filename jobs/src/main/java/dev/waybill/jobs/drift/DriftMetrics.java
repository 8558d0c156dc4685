package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.nanvl;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.model.ExactSum;
import dev.waybill.jobs.drift.stats.PopulationStability;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of {@code drift_metrics}: one for each day and column. The names are those of Lakehouse Monitoring's drift
 * metrics table, as far as they are measured, and then ours.
 *
 * <ul>
 *   <li>{@code window}, {@code window_cmp}: the day and the baseline, from a first moment to the one after the last;
 *   <li>{@code monitor_version}: the version of these rules, to be raised whenever the same rows would give other
 *       figures;
 *   <li>{@code count_delta}, {@code avg_delta}, {@code percent_null_delta}: the day less the baseline, in rows, in the
 *       column's unit, in percentage points;
 *   <li>{@code population_stability_index}, and again as {@code drift_score}: which test judges may change, the score's
 *       name may not;
 *   <li>{@code stattest_threshold}: {@code drift.psi} and what the index is expected at when nothing changed, which is the
 *       more, the fewer rows and the more groups there are: see {@link PopulationStability#byChance};
 *   <li>{@code drift_detected}: whether the score reached {@code stattest_threshold}. Where {@code unjudged_reason} is
 *       given it is false and {@code severity} is {@value #UNJUDGED}: see {@link Unjudged};
 *   <li>{@code row_count}, {@code reference_row_count}: rows compared; of a label, those in which it is known.
 * </ul>
 */
final class DriftMetrics {

    static final String TABLE = "drift_metrics";

    static final String UNJUDGED = "unjudged";

    private static final long VERSION = 2;

    private static final String NUMBER_RULE = "%d groups of %d quantiles of the baseline; missing values apart"
            .formatted(BinnedColumn.GROUPS, BinEdges.QUANTILES);

    private static final String CATEGORY_RULE =
            "%d most frequent of the baseline; other, unseen and missing apart; by the other baseline days"
                    .formatted(BinCounts.CATEGORIES);

    private DriftMetrics() {}

    /**
     * Compares each day with the baseline, on counts alone.
     *
     * @param counts as of {@link BinCounts}
     * @param unfinished a day that is not over yet, or whose rows are not all there
     */
    static Dataset<Row> of(
            Dataset<Row> counts,
            List<BaselineComparison> comparisons,
            Drift drift,
            Optional<LocalDate> unfinished,
            String runId) {
        Dataset<Row> columns = columns(counts, comparisons);
        Dataset<Row> days = side(counts.filter(not(col("baseline"))), "", "id", "day");
        Dataset<Row> measured = days.join(
                        baseline(counts.filter("baseline"), columns, drift), new String[] {"id"}, "left")
                .join(columns, "id")
                .withColumn("reference_row_count", coalesce(col("reference_row_count"), lit(0L)))
                .withColumn("measures", Measures.of(col("reference_bins"), col("bins"), col("numeric")));
        return judge(measured, drift, unfinished).select(table(runId));
    }

    /** All baseline days together, and how they are among each other: see {@link Unjudged#ofBaseline}. */
    private static Dataset<Row> baseline(Dataset<Row> counts, Dataset<Row> columns, Drift drift) {
        Dataset<Row> together = side(
                counts.groupBy("id", "bin")
                        .agg(sum("rows").as("rows"), ExactSum.of(col("total")).as("total")),
                "reference_",
                "id");
        Dataset<Row> byDay = side(counts, "", "id", "day")
                .join(together.select("id", "reference_bins"), "id")
                .join(columns, "id");
        return together.join(Unjudged.ofBaseline(byDay, drift), "id");
    }

    /** The bins of a column as a map, and its sums. */
    private static Dataset<Row> side(Dataset<Row> counts, String prefix, String first, String... more) {
        return counts.groupBy(first, more)
                .agg(
                        map_from_entries(collect_list(struct("bin", "rows"))).as(prefix + "bins"),
                        sum("rows").as(prefix + "row_count"),
                        sum(when(col("bin").equalTo(BinCounts.MISSING), col("rows"))
                                        .otherwise(0L))
                                .as(prefix + "missing"),
                        ExactSum.of(col("total")).as(prefix + "total"));
    }

    /** What is known of the columns beforehand. */
    private static Dataset<Row> columns(Dataset<Row> counts, List<BaselineComparison> comparisons) {
        StructType schema = StructType.fromDDL("id string, column_name string, column_role string, data_type string,"
                + " numeric boolean, bin_rule string, first date, last date");
        List<Row> rows = comparisons.stream()
                .flatMap(comparison -> comparison.columns().stream().map(column -> row(column, comparison)))
                .toList();
        return counts.sparkSession().createDataFrame(rows, schema);
    }

    private static Row row(ComparedColumn column, BaselineComparison comparison) {
        return RowFactory.create(
                column.id(),
                column.name(),
                column.role().toString(),
                column.type().simpleString(),
                column.numeric(),
                column.numeric() ? NUMBER_RULE : CATEGORY_RULE,
                Date.valueOf(comparison.baseline().first()),
                Date.valueOf(comparison.baseline().last()));
    }

    private static Dataset<Row> judge(Dataset<Row> measured, Drift drift, Optional<LocalDate> unfinished) {
        Column judged = col("unjudged_reason").isNull();
        return measured.withColumn("threshold", lit(drift.psi()).plus(coalesce(col("measures.chance"), lit(0.0))))
                .withColumn("unjudged_reason", Unjudged.reason(drift, unfinished))
                .withColumn("drift_detected", judged.and(col("measures.score").geq(col("threshold"))))
                .withColumn("severity", when(judged, col("measures.severity")).otherwise(UNJUDGED));
    }

    private static Column[] table(String runId) {
        return new Column[] {
            window(col("day"), col("day")).as("window"),
            lit("1 day").as("granularity"),
            lit(VERSION).as("monitor_version"),
            lit(null).cast("string").as("slice_key"),
            lit(null).cast("string").as("slice_value"),
            col("column_name"),
            col("data_type"),
            window(col("first"), col("last")).as("window_cmp"),
            lit("BASELINE").as("drift_type"),
            col("row_count").minus(col("reference_row_count")).as("count_delta"),
            average("").minus(average("reference_")).as("avg_delta"),
            percentMissing("").minus(percentMissing("reference_")).as("percent_null_delta"),
            col("measures.ks_test").as("ks_test"),
            col("measures.score").as("population_stability_index"),
            col("column_role"),
            lit("psi").as("stattest_name"),
            col("threshold").as("stattest_threshold"),
            col("measures.score").as("drift_score"),
            col("drift_detected"),
            col("severity"),
            col("unjudged_reason"),
            col("bin_rule"),
            col("row_count"),
            col("reference_row_count"),
            lit(runId).as("run_id")
        };
    }

    private static Column window(Column first, Column last) {
        return struct(
                first.cast("timestamp").as("start"),
                date_add(last, 1).cast("timestamp").as("end"));
    }

    private static Column average(String prefix) {
        Column values = col(prefix + "row_count").minus(col(prefix + "missing"));
        return when(values.gt(0), nanvl(col(prefix + "total").divide(values), lit(null)));
    }

    private static Column percentMissing(String prefix) {
        Column rows = col(prefix + "row_count");
        return when(rows.gt(0), col(prefix + "missing").multiply(100).divide(rows));
    }
}
