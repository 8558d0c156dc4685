package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Params;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import java.time.Duration;
import java.time.Instant;

/** Runs a job under the name of its step, by which Spark's pages and logs know it. */
final class JobRun {

    private JobRun() {}

    static Outcome run(Step step, Params params, JobContext context) {
        context.spark().sparkContext().setJobGroup(step.name(), step.name(), true);
        try {
            return run(step.name(), step.job(), params, context);
        } finally {
            context.spark().sparkContext().clearJobGroup();
        }
    }

    private static <P extends Record, R extends Record> Outcome run(
            String step, Job<P, R> job, Params params, JobContext context) {
        Instant start = context.clock().instant();
        R result = job.run(params.bind(job.params()), context);
        Duration took = Duration.between(start, context.clock().instant());
        return new Outcome(step, result, job.summary(result), took);
    }
}
