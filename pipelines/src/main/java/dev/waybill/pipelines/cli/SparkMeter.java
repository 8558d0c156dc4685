package dev.waybill.pipelines.cli;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Option;

/** Tells how far Spark is: asks its status tracker for tasks, and hears from each task how many rows it has read. */
final class SparkMeter extends SparkListener {

    private final SparkContext spark;
    private final AtomicLong rows = new AtomicLong();

    private SparkMeter(SparkContext spark) {
        this.spark = spark;
    }

    static SparkMeter of(SparkContext spark) {
        SparkMeter meter = new SparkMeter(spark);
        spark.addSparkListener(meter);
        return meter;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) { // a task that failed early has none
            rows.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
        }
    }

    SparkWork now() {
        int done = 0;
        int tasks = 0;
        for (int stage : spark.statusTracker().getActiveStageIds()) {
            Option<SparkStageInfo> info = spark.statusTracker().getStageInfo(stage);
            done += info.isEmpty() ? 0 : info.get().numCompletedTasks();
            tasks += info.isEmpty() ? 0 : info.get().numTasks();
        }
        return new SparkWork(done, tasks, rows.get());
    }
}
