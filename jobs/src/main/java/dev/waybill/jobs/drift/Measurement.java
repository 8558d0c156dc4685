package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.drift.stats.UsualDays;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A day of a column beside its reference days, before all columns of the day are judged together.
 *
 * @param score by which it is judged
 * @param usual how large the score usually is; empty where the threshold is fixed
 * @param contributionChange by how much the column moved the average prediction
 * @param unjudgedReason see {@link Unjudged}
 */
record Measurement(
        ComparedColumn column,
        ColumnProfile day,
        List<ColumnProfile> reference,
        String driftType,
        String test,
        Distances distances,
        Optional<Double> score,
        Optional<UsualDays> usual,
        Optional<Double> contributionChange,
        Optional<String> unjudgedReason) {

    static final StructType SCHEMA = StructType.fromDDL("event_date date, column_name string, column_role string,"
            + " data_type string, drift_type string, first date, last date, row_count bigint,"
            + " reference_row_count bigint, reference_days int, avg_delta double, percent_null_delta double,"
            + " js_distance double, ks_test struct<statistic: double, pvalue: double>, wasserstein_distance double,"
            + " population_stability_index double, chi_squared_test struct<statistic: double, pvalue: double>,"
            + " tv_distance double, l_infinity_distance double, stattest_name string, drift_score double,"
            + " by_chance struct<average: double, seldom: double>,"
            + " usual struct<mean: double, deviation: double, days: int>, pvalue double, unjudged_reason string,"
            + " distribution array<struct<label: string, reference: double, current: double>>,"
            + " mmd_test struct<statistic: double, pvalue: double>, adversarial_auc double, contribution_delta double");

    /** Rows of a sample, below which nothing can be told. */
    static final int LEAST_SAMPLE = 50;

    /** Of all features of a day together. */
    static Row ofTable(
            LocalDate day, List<LocalDate> reference, long rows, long referenceRows, TestResult test, double area) {
        Object[] values = new Object[SCHEMA.size()];
        Map<String, Object> known = Map.ofEntries(
                Map.entry("event_date", Date.valueOf(day)),
                Map.entry("column_name", JudgedTable.NAME),
                Map.entry("column_role", JudgedTable.ROLE),
                Map.entry("drift_type", "BASELINE"),
                Map.entry("first", Date.valueOf(reference.get(0))),
                Map.entry("last", Date.valueOf(reference.get(reference.size() - 1))),
                Map.entry("row_count", rows),
                Map.entry("reference_row_count", referenceRows),
                Map.entry("reference_days", reference.size()),
                Map.entry("stattest_name", "mmd"),
                Map.entry("drift_score", test.statistic()),
                Map.entry("unjudged_reason", Unjudged.ALL_COLUMNS),
                Map.entry("mmd_test", RowFactory.create(test.statistic(), test.pvalue())),
                Map.entry("adversarial_auc", area));
        known.forEach((name, value) -> values[SCHEMA.fieldIndex(name)] = value);
        return RowFactory.create(values);
    }

    Row row() {
        return RowFactory.create(
                Date.valueOf(day.day()),
                column.name(),
                column.role().toString(),
                column.type().simpleString(),
                driftType,
                Date.valueOf(reference.get(0).day()),
                Date.valueOf(reference.get(reference.size() - 1).day()),
                day.rows(),
                reference.stream().mapToLong(ColumnProfile::rows).sum(),
                reference.size(),
                distances.averageChange().orElse(null),
                distances.percentMissingChange(),
                distances.jensenShannon().orElse(null),
                row(distances.kolmogorovSmirnov()),
                distances.wasserstein().orElse(null),
                distances.populationStability().orElse(null),
                row(distances.chiSquare()),
                distances.totalVariation().orElse(null),
                distances.largestChange().orElse(null),
                test,
                score.orElse(null),
                RowFactory.create(
                        distances.expected().average(), distances.expected().seldom()),
                usual.map(days -> RowFactory.create(days.mean(), days.deviation(), days.days()))
                        .orElse(null),
                pvalue().orElse(null),
                unjudgedReason.orElse(null),
                distances.bars().stream()
                        .map(bar -> RowFactory.create(bar.label(), bar.reference(), bar.current()))
                        .toArray(Row[]::new),
                null,
                null,
                contributionChange.orElse(null));
    }

    private Optional<Double> pvalue() {
        return usual.flatMap(days -> score.map(days::pvalue)).filter(p -> unjudgedReason.isEmpty());
    }

    private static @Nullable Row row(Optional<TestResult> test) {
        return test.map(found -> RowFactory.create(found.statistic(), found.pvalue()))
                .orElse(null);
    }
}
