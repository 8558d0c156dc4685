package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Progress;
import dev.waybill.pipelines.engine.Home;
import dev.waybill.pipelines.engine.Opening;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** One run of the command line: what it sees, its id, and its log once something runs that logs. */
final class Invocation {

    private final Surroundings surroundings;
    private final Supplier<List<Job<?, ?>>> jobs;
    private final String runId;
    private Optional<RunLog> log = Optional.empty();

    /** @param jobs asked for only by commands that need them: making them loads Spark's classes */
    Invocation(Surroundings surroundings, Supplier<List<Job<?, ?>>> jobs) {
        this.surroundings = surroundings;
        this.jobs = jobs;
        this.runId = RunId.next(surroundings.clock(), new Random());
    }

    Surroundings surroundings() {
        return surroundings;
    }

    PrintStream out() {
        return surroundings.out();
    }

    Terminal terminal() {
        return Terminal.of(surroundings.environment());
    }

    String runId() {
        return runId;
    }

    Optional<RunLog> log() {
        return log;
    }

    /** Starts the log first: to make the jobs loads Spark's classes, which log as soon as they are there. */
    List<Job<?, ?>> jobs() {
        startLog();
        return jobs.get();
    }

    Path home() {
        return Home.find(surroundings.environment(), surroundings.directory());
    }

    Pipeline pipeline(PipelineOptions options) {
        return Pipeline.load(home(), options.pipeline, options.environment, options.overrides, jobs());
    }

    /** Starts Spark. */
    JobContext open(Pipeline pipeline, PipelineOptions options, Progress progress) {
        return Opening.context(pipeline, runId, Optional.ofNullable(options.master), surroundings.clock(), progress);
    }

    private void startLog() {
        if (log.isEmpty()) {
            log = Optional.of(RunLog.start(home(), runId, surroundings.directory()));
        }
    }

    /** Live on a terminal, else plain; with JSON on the output, people read the error stream. */
    Display display(boolean json) {
        if (json) {
            return new PlainDisplay(surroundings.err());
        }
        return terminal().live()
                ? LiveDisplay.ticking(out(), terminal(), surroundings.clock(), SparkTasks::now)
                : new PlainDisplay(out());
    }
}
