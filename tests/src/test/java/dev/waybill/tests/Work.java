package dev.waybill.tests;

import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Counts what Spark does. */
final class Work extends SparkListener {

    /**
     * So much.
     *
     * @param rowsRead of files, whatever was kept of them
     */
    record Done(long jobs, long tasks, long rowsRead, long rowsWritten) {}

    private long jobs;
    private long tasks;
    private long rowsRead;
    private long rowsWritten;

    private Work() {}

    /** What it does during something. */
    static Done of(SparkSession spark, Runnable something) throws InterruptedException, TimeoutException {
        SparkContext context = spark.sparkContext();
        Work work = new Work();
        context.listenerBus().waitUntilEmpty();
        context.addSparkListener(work);
        try {
            something.run();
            context.listenerBus().waitUntilEmpty();
        } finally {
            context.removeSparkListener(work);
        }
        return work.done();
    }

    private synchronized Done done() {
        return new Done(jobs, tasks, rowsRead, rowsWritten);
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        jobs += start.stageIds().isEmpty() ? 0 : 1;
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        TaskMetrics metrics = end.taskMetrics();
        tasks++;
        rowsRead += metrics.inputMetrics().recordsRead();
        rowsWritten += metrics.outputMetrics().recordsWritten();
    }
}
