package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.section.Source;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether the latest day has all its rows. One that was cut at noon has moved in its hours and in all that goes with
 * them, although nothing changed. An earlier day with a hole is judged: that is what a drift report is for.
 */
final class UnfinishedDay {

    /** Of the hours with rows that a baseline day usually has; two of 24 may be missing. */
    private static final double LEAST_HOURS = 0.9;

    private UnfinishedDay() {}

    /**
     * The latest day, if it is not over in the source's time zone, or has rows in fewer of its hours than usual.
     *
     * @param comparison of all days, with their event times
     */
    static Optional<LocalDate> find(BaselineComparison comparison, Source source, Instant now) {
        Column time = from_utc_timestamp(
                ComparedColumn.quoted(source.eventTime()), source.timeZone().getId());
        Column baseline = BaselineComparison.in(comparison.baseline());
        Dataset<Row> hours = comparison
                .rows()
                .groupBy(col(Tables.EVENT_DATE))
                .agg(count_distinct(hour(time)).as("hours"));
        Row days = Sessions.summary(hours.agg(
                max(col(Tables.EVENT_DATE)),
                max_by(col("hours"), col(Tables.EVENT_DATE)),
                percentile(when(baseline, col("hours")), lit(0.5))));
        LocalDate latest = days.getDate(0).toLocalDate();
        boolean hasItsHours = days.getLong(1) >= LEAST_HOURS * days.getDouble(2);
        return hasItsHours && isOver(latest, source, now) ? Optional.empty() : Optional.of(latest);
    }

    private static boolean isOver(LocalDate day, Source source, Instant now) {
        return !now.isBefore(day.plusDays(1).atStartOfDay(source.timeZone()).toInstant());
    }
}
