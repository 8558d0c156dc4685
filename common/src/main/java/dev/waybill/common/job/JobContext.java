package dev.waybill.common.job;

import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Tracking;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What every job is given.
 *
 * @param date the event date that the run is for; without one, a job brings every stale date up to date
 */
public record JobContext(
        SparkSession spark,
        Tables tables,
        Tracking tracking,
        Workspace workspace,
        Clock clock,
        Progress progress,
        Optional<LocalDate> date) {

    /** The same, for one attempt at a job: see {@link Tables#during}. */
    public JobContext during(String attempt) {
        return new JobContext(spark, tables.during(attempt), tracking, workspace, clock, progress, date);
    }

    /** The same, for one event date. */
    public JobContext on(LocalDate day) {
        return new JobContext(spark, tables, tracking, workspace, clock, progress, Optional.of(day));
    }
}
