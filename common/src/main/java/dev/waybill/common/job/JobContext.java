package dev.waybill.common.job;

import dev.waybill.common.table.Tables;
import dev.waybill.common.track.Tracking;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;

/** What every job is given. */
public record JobContext(
        SparkSession spark, Tables tables, Tracking tracking, Workspace workspace, Clock clock, Progress progress) {

    /** The same, for one attempt at a job: see {@link Tables#during}. */
    public JobContext during(String attempt) {
        return new JobContext(spark, tables.during(attempt), tracking, workspace, clock, progress);
    }
}
