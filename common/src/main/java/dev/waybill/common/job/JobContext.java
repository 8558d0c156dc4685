package dev.waybill.common.job;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.TrackedRun;
import dev.waybill.common.track.Tracking;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What every job is given.
 *
 * @param date the event date that the run is for; without one, a job brings every stale date up to date
 * @param run in the tracking store, for what a job has to tell while it runs; its figures and reports are logged for it
 * @param until in a replay, the moment that is replayed: what came to the source later is not there yet
 */
public record JobContext(
        SparkSession spark,
        Tables tables,
        Tracking tracking,
        Workspace workspace,
        Clock clock,
        Progress progress,
        Optional<LocalDate> date,
        TrackedRun run,
        Optional<Instant> until) {

    /** Of an invocation that runs no stage yet. */
    public JobContext(
            SparkSession spark,
            Tables tables,
            Tracking tracking,
            Workspace workspace,
            Clock clock,
            Progress progress,
            Map<String, String> tags) {
        this(
                spark,
                tables,
                tracking,
                workspace,
                clock,
                progress,
                Optional.empty(),
                TrackedRun.of(tracking, workspace.pipeline(), workspace.runId(), tags),
                Optional.empty());
    }

    /**
     * The event date that the run is for, of rows that have one.
     *
     * @throws Refusal if a date is given, but rows have none
     */
    public Optional<LocalDate> dateOf(Source source) {
        if (date.isPresent() && !source.isDated()) {
            throw Refusal.mistake(
                    "job.no-dates",
                    "Cannot run for %s: rows of %s have no date (source.event-time)."
                            .formatted(date.get(), source.table()),
                    "Leave the date out.");
        }
        return date;
    }

    /** The same, for one attempt at a job: see {@link Tables#during}. */
    public JobContext during(String attempt) {
        return new JobContext(spark, tables.during(attempt), tracking, workspace, clock, progress, date, run, until);
    }

    /** The same, for one event date. */
    public JobContext on(LocalDate day) {
        return new JobContext(spark, tables, tracking, workspace, clock, progress, Optional.of(day), run, until);
    }

    /** The same, for what is told below another run. */
    public JobContext in(TrackedRun part) {
        return new JobContext(spark, tables, tracking, workspace, clock, progress, date, part, until);
    }

    /** The same, at another time by another clock. */
    public JobContext at(Clock other) {
        return new JobContext(spark, tables, tracking, workspace, other, progress, date, run, until);
    }

    /** The same, where what came to the source after a moment is not there yet, and files go elsewhere. */
    public JobContext replaying(Instant moment, Path folder) {
        Workspace elsewhere = new Workspace(workspace.home(), workspace.pipeline(), workspace.runId(), folder);
        return new JobContext(spark, tables, tracking, elsewhere, clock, progress, date, run, Optional.of(moment));
    }
}
