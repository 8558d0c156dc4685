package dev.waybill.pipelines.cli;

/**
 * How far Spark is.
 *
 * @param done of the tasks that it knows of now
 * @param rows that its tasks have read from files since it started
 */
record SparkWork(int done, int tasks, long rows) {

    static final SparkWork NONE = new SparkWork(0, 0, 0);
}
