package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.params.Params;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a job under the name of its step, by which Spark's pages and logs know it. */
final class JobRun {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private JobRun() {}

    static Outcome run(Step step, Params params, JobContext context) {
        LOG.info("Step {} begins", step.name());
        context.spark().sparkContext().setJobGroup(step.name(), step.name(), true);
        try (SparkCosts costs = SparkCosts.during(context.spark().sparkContext())) {
            Outcome outcome = run(step.name(), step.job(), params, context, costs);
            LOG.info("Step {} is done after {}: {}", step.name(), outcome.took(), outcome.summary());
            outcome.cost().ifPresent(cost -> LOG.info("Step {} took {}", step.name(), cost));
            return outcome;
        } finally {
            context.spark().sparkContext().clearJobGroup();
        }
    }

    private static <P extends Record, R extends Record> Outcome run(
            String step, Job<P, R> job, Params params, JobContext context, SparkCosts costs) {
        Instant start = context.clock().instant();
        R result = run(job, params, context);
        Duration took = Duration.between(start, context.clock().instant());
        return new Outcome(step, result, job.summary(result), took, Map.of(), costs.after(took));
    }

    /** Scala throws checked exceptions that javac does not see, such as AnalysisException. */
    private static <P extends Record, R extends Record> R run(Job<P, R> job, Params params, JobContext context) {
        try {
            return job.run(params.bind(job.params()), context);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Job " + job.name() + " failed", e);
        }
    }
}
