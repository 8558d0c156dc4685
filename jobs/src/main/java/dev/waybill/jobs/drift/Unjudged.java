package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.dayofweek;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Why a column of a day is measured but not judged: because what there is to see would be there even though nothing
 * changed.
 */
final class Unjudged {

    /** Either side has fewer than {@code drift.min-rows}. */
    static final String FEW_ROWS = "few rows";

    /** The day is not over, or its rows are not all there: its hours are others than those of a whole day. */
    static final String UNFINISHED = "unfinished day";

    /** Of a label: it is known of fewer rows than in the baseline, and those that come late differ from the others. */
    static final String LATE_LABELS = "late labels";

    /**
     * The column has a single value on each day: on baseline days not the same one, as a day of the week has, so that no
     * one day can be like all of them; or the day is a weekend's and no baseline day is, or the other way round.
     */
    static final String SET_BY_DATE = "set by date";

    /** Most baseline days would be found to have drifted from the other ones, as where history is still filling up. */
    static final String UNSTEADY = "unsteady baseline";

    /** Of the share of labels known in the baseline, what a day must have. */
    private static final double LEAST_LABELS = 0.95;

    private Unjudged() {}

    /**
     * How baseline days are among each other, a row a column: {@code id, one_a_day, many, any_weekend, any_weekday,
     * unsteady}.
     *
     * @param byDay {@code id, day, bins, row_count, reference_bins, numeric}
     */
    static Dataset<Row> ofBaseline(Dataset<Row> byDay, Drift drift) {
        Column measures = Measures.ofBaselineDay(col("reference_bins"), col("bins"), col("numeric"));
        Column beyondChance = when(
                col("row_count").geq(drift.minRows()), col("measures.score").minus(col("measures.chance")));
        return byDay.withColumn("measures", measures)
                .groupBy("id")
                .agg(
                        max(size(col("bins"))).equalTo(1).as("one_a_day"),
                        max(size(col("reference_bins"))).gt(1).as("many"),
                        max(isWeekend()).as("any_weekend"),
                        max(not(isWeekend())).as("any_weekday"),
                        percentile(beyondChance, lit(0.5)).geq(drift.psi()).as("unsteady"));
    }

    private static Column isWeekend() {
        return dayofweek(col("day")).isin(1, 7);
    }

    /** Null where a column of a day is judged. */
    static Column reason(Drift drift, Optional<LocalDate> unfinished) {
        return when(fewRows(drift), FEW_ROWS)
                .when(
                        unfinished
                                .map(day -> col("day").equalTo(Date.valueOf(day)))
                                .orElse(lit(false)),
                        UNFINISHED)
                .when(lateLabels(), LATE_LABELS)
                .when(setByDate(), SET_BY_DATE)
                .when(col("unsteady"), UNSTEADY);
    }

    private static Column fewRows(Drift drift) {
        return col("measures.score")
                .isNull()
                .or(col("row_count").lt(drift.minRows()))
                .or(col("reference_row_count").lt(drift.minRows()));
    }

    /** Rows are those of which the label is known; of all other columns of the same table, they are all. */
    private static Column lateLabels() {
        Column isLabel = col("column_role").equalTo(Role.LABEL.toString());
        Column known = col("row_count").divide(ofTable("row_count"));
        Column knownBefore = col("reference_row_count").divide(ofTable("reference_row_count"));
        return isLabel.and(known.lt(knownBefore.multiply(LEAST_LABELS)));
    }

    private static Column ofTable(String rows) {
        Column prediction = col("column_role").equalTo(Role.PREDICTION.toString());
        return max(when(not(prediction), col(rows))).over(Window.partitionBy("day"));
    }

    private static Column setByDate() {
        Column oneValue = col("one_a_day").and(size(col("bins")).equalTo(1));
        Column otherClass = when(isWeekend(), not(col("any_weekend"))).otherwise(not(col("any_weekday")));
        return coalesce(col("one_a_day").and(col("many")).or(oneValue.and(otherClass)), lit(false));
    }
}
