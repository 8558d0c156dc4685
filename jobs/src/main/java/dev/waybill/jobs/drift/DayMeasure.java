package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.drift.Distances.Bar;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code drift_metrics}.
 *
 * @param rows of the day, as compared
 * @param test by which it is judged, and so what the score is
 * @param threshold from which it has drifted; empty where nothing could tell
 * @param severity {@code none} to {@code critical}, or {@link DriftMetrics#UNJUDGED}
 * @param averageChange in the column's unit; empty where it is not finite
 * @param missingChange in percentage points
 * @param contributionChange by how much the column moved the average prediction, in the label's unit
 */
record DayMeasure(
        LocalDate day,
        String column,
        String role,
        long rows,
        long referenceRows,
        String test,
        Optional<Double> score,
        Optional<Double> threshold,
        boolean drifted,
        String severity,
        Optional<String> unjudgedReason,
        Optional<Double> averageChange,
        Optional<Double> missingChange,
        Optional<TestResult> kolmogorovSmirnov,
        Optional<Double> contributionChange,
        boolean numeric,
        List<Bar> bars) {

    static DayMeasure of(Row row) {
        @Nullable Row test = row.getAs("ks_test");
        return new DayMeasure(
                dayOf(row),
                row.getAs("column_name"),
                row.getAs("column_role"),
                row.<Long>getAs("row_count"),
                row.<Long>getAs("reference_row_count"),
                row.getAs("stattest_name"),
                Optional.ofNullable(row.<@Nullable Double>getAs("drift_score")),
                Optional.ofNullable(row.<@Nullable Double>getAs("stattest_threshold")),
                row.<Boolean>getAs("drift_detected"),
                row.getAs("severity"),
                Optional.ofNullable(row.<@Nullable String>getAs("unjudged_reason")),
                Optional.ofNullable(row.<@Nullable Double>getAs("avg_delta")).filter(Double::isFinite),
                Optional.ofNullable(row.<@Nullable Double>getAs("percent_null_delta")),
                Optional.ofNullable(test).map(found -> new TestResult(found.getDouble(0), found.getDouble(1))),
                Optional.ofNullable(row.<@Nullable Double>getAs("contribution_delta")),
                !row.getAs("data_type").equals("string"),
                row.<Row>getList(row.fieldIndex("distribution")).stream()
                        .map(bar -> new Bar(bar.getString(0), bar.getDouble(1), bar.getDouble(2)))
                        .toList());
    }

    /** The day that a row of {@code drift_metrics} is of. */
    static LocalDate dayOf(Row row) {
        Row window = row.getAs("window");
        return window.getTimestamp(0).toInstant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** How far the score is up to its threshold, which columns can be ranked by whatever their tests are: 1 at the threshold. */
    double weight() {
        return score.orElse(0.0) / threshold.filter(limit -> limit > 0).orElse(1.0);
    }

    boolean judged() {
        return unjudgedReason.isEmpty();
    }

    /** As {@link ComparedColumn#id}. */
    String id() {
        return role + ":" + column;
    }
}
