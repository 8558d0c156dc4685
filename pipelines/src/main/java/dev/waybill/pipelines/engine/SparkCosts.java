package dev.waybill.pipelines.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/** Adds up what Spark does while a step runs: one step at a time, so that all of it is the step's. */
final class SparkCosts extends SparkListener implements AutoCloseable {

    /** Events that late are not waited for: the cost is for people to look at. */
    private static final long MILLIS = 2_000;

    private enum Kind {
        READING,
        COMPUTING,
        WRITING
    }

    private static final class Job {
        private final long start;
        private long end;
        private long recordsRead;
        private long recordsWritten;

        private Job(long start) {
            this.start = start;
            this.end = start;
        }

        private Kind kind() {
            if (recordsWritten > 0) {
                return Kind.WRITING;
            }
            return recordsRead > 0 ? Kind.READING : Kind.COMPUTING;
        }
    }

    private final SparkContext spark;
    private final Map<Integer, Job> jobs = new HashMap<>();
    private final Map<Integer, Job> byStage = new HashMap<>();
    private int tasks;

    private SparkCosts(SparkContext spark) {
        this.spark = spark;
    }

    static SparkCosts during(SparkContext spark) {
        SparkCosts costs = new SparkCosts(spark);
        spark.addSparkListener(costs);
        return costs;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        if (start.stageIds().isEmpty()) { // over no partitions, such as Delta's look into a log that has no files yet
            return;
        }
        Job job = new Job(start.time());
        jobs.put(start.jobId(), job);
        JavaConverters.seqAsJavaList(start.stageIds()).forEach(stage -> byStage.put((Integer) stage, job));
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd end) {
        Job job = jobs.get(end.jobId());
        if (job != null) {
            job.end = end.time();
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        Job job = byStage.get(end.stageId());
        if (job == null) {
            return;
        }
        tasks++;
        TaskMetrics metrics = end.taskMetrics();
        if (metrics != null) { // a task that failed early has none
            job.recordsRead += metrics.inputMetrics().recordsRead();
            job.recordsWritten += metrics.outputMetrics().recordsWritten();
        }
    }

    /** @param took all of the step's time */
    Optional<SparkCost> after(Duration took) {
        try {
            spark.listenerBus().waitUntilEmpty(MILLIS);
        } catch (TimeoutException e) {
            return Optional.empty();
        }
        return Optional.of(sum(took));
    }

    private synchronized SparkCost sum(Duration took) {
        Map<Kind, Long> millis = new HashMap<>();
        List<Job> inOrder = new ArrayList<>(jobs.values());
        inOrder.sort(Comparator.comparingLong(job -> job.start));
        long until = 0;
        for (Job job : inOrder) { // those that overlap share the time
            long from = Math.max(job.start, until);
            millis.merge(job.kind(), Math.max(0, job.end - from), Long::sum);
            until = Math.max(until, job.end);
        }
        long busy = millis.values().stream().mapToLong(Long::longValue).sum();
        return new SparkCost(
                jobs.size(),
                tasks,
                time(millis, Kind.READING),
                time(millis, Kind.COMPUTING),
                time(millis, Kind.WRITING),
                Duration.ofMillis(Math.max(0, took.toMillis() - busy)));
    }

    private static Duration time(Map<Kind, Long> millis, Kind kind) {
        return Duration.ofMillis(millis.getOrDefault(kind, 0L));
    }

    @Override
    public void close() {
        spark.removeSparkListener(this);
    }
}
