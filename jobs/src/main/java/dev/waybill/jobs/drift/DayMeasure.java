package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code drift_metrics}.
 *
 * @param rows of the day, as compared
 * @param score population stability index
 * @param severity {@code none} to {@code critical}, or {@link DriftMetrics#UNJUDGED}
 * @param averageChange in the column's unit; empty where it is not finite
 * @param missingChange in percentage points
 */
record DayMeasure(
        LocalDate day,
        String column,
        String role,
        long rows,
        long referenceRows,
        Optional<Double> score,
        boolean drifted,
        String severity,
        Optional<String> unjudgedReason,
        Optional<Double> averageChange,
        Optional<Double> missingChange,
        Optional<TestResult> kolmogorovSmirnov) {

    static DayMeasure of(Row row) {
        @Nullable Row test = row.getAs("ks_test");
        Row window = row.getAs("window");
        return new DayMeasure(
                window.getTimestamp(0).toInstant().atZone(ZoneOffset.UTC).toLocalDate(),
                row.getAs("column_name"),
                row.getAs("column_role"),
                row.<Long>getAs("row_count"),
                row.<Long>getAs("reference_row_count"),
                Optional.ofNullable(row.<@Nullable Double>getAs("drift_score")),
                row.<Boolean>getAs("drift_detected"),
                row.getAs("severity"),
                Optional.ofNullable(row.<@Nullable String>getAs("unjudged_reason")),
                Optional.ofNullable(row.<@Nullable Double>getAs("avg_delta")).filter(Double::isFinite),
                Optional.ofNullable(row.<@Nullable Double>getAs("percent_null_delta")),
                Optional.ofNullable(test).map(found -> new TestResult(found.getDouble(0), found.getDouble(1))));
    }

    boolean judged() {
        return unjudgedReason.isEmpty();
    }

    /** As {@link ComparedColumn#id}. */
    String id() {
        return role + ":" + column;
    }
}
