package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.drift.stats.UsualDays;
import java.sql.Date;
import java.util.List;
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
        Optional<String> unjudgedReason) {

    static final StructType SCHEMA = StructType.fromDDL("event_date date, column_name string, column_role string,"
            + " data_type string, drift_type string, first date, last date, row_count bigint,"
            + " reference_row_count bigint, reference_days int, avg_delta double, percent_null_delta double,"
            + " js_distance double, ks_test struct<statistic: double, pvalue: double>, wasserstein_distance double,"
            + " population_stability_index double, chi_squared_test struct<statistic: double, pvalue: double>,"
            + " tv_distance double, l_infinity_distance double, stattest_name string, drift_score double,"
            + " by_chance struct<average: double, seldom: double>,"
            + " usual struct<mean: double, deviation: double, days: int>, pvalue double, unjudged_reason string,"
            + " distribution array<struct<label: string, reference: double, current: double>>");

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
                        .toArray(Row[]::new));
    }

    private Optional<Double> pvalue() {
        return usual.flatMap(days -> score.map(days::pvalue)).filter(p -> unjudgedReason.isEmpty());
    }

    private static @Nullable Row row(Optional<TestResult> test) {
        return test.map(found -> RowFactory.create(found.statistic(), found.pvalue()))
                .orElse(null);
    }
}
