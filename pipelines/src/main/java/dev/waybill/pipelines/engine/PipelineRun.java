package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Params;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs steps one after the other, all in one JVM with one Spark session; the first that fails ends the run. */
public final class PipelineRun {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);

    private final Params params;
    private final JobContext context;
    private final RunListener listener;

    public PipelineRun(Params params, JobContext context, RunListener listener) {
        this.params = params;
        this.context = context;
        this.listener = listener;
    }

    public List<Outcome> run(List<Step> steps) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Step step : steps) {
            LOG.info("Step {} begins, {} of {}", step.name(), outcomes.size() + 1, steps.size());
            listener.started(step.name(), outcomes.size() + 1, steps.size());
            outcomes.add(run(step));
        }
        return List.copyOf(outcomes);
    }

    private Outcome run(Step step) {
        Instant start = context.clock().instant();
        boolean done = false;
        context.spark().sparkContext().setJobGroup(step.name(), step.name(), true);
        try {
            Outcome outcome = run(step.name(), step.job(), start);
            done = true;
            LOG.info("Step {} is done after {}: {}", step.name(), outcome.took(), outcome.summary());
            listener.finished(outcome);
            return outcome;
        } finally {
            context.spark().sparkContext().clearJobGroup();
            if (!done) {
                listener.failed(since(start));
            }
        }
    }

    private <P extends Record, R extends Record> Outcome run(String step, Job<P, R> job, Instant start) {
        R result = job.run(params.bind(job.params()), context);
        return new Outcome(step, result, job.summary(result), since(start));
    }

    private Duration since(Instant start) {
        return Duration.between(start, context.clock().instant());
    }
}
