package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Progress;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.track.Tracking;
import dev.waybill.common.track.server.MlflowVariables;
import dev.waybill.pipelines.engine.Home;
import dev.waybill.pipelines.engine.LockOwner;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.PipelineLock;
import dev.waybill.pipelines.engine.RunId;
import dev.waybill.pipelines.engine.RunSetup;
import dev.waybill.pipelines.engine.WriteAccess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** One run of the command line: what it sees, its id, and its log once something runs that logs. */
final class Invocation {

    private final Surroundings surroundings;
    private final Supplier<List<Job<?, ?>>> jobs;
    private final String command;
    private final String runId;
    private Optional<RunLog> log = Optional.empty();
    private Optional<JobContext> context = Optional.empty();
    private Optional<SparkMeter> meter = Optional.empty();
    private final Interruption interruption = new Interruption();

    /**
     * Begins.
     *
     * @param jobs asked for only by commands that need them: making them loads Spark's classes
     * @param words of the command line
     */
    Invocation(Surroundings surroundings, Supplier<List<Job<?, ?>>> jobs, List<String> words) {
        this.surroundings = surroundings;
        this.jobs = jobs;
        this.command = Redaction.of("./waybill " + String.join(" ", words)); // others see it while this runs
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
        return pipeline(options.name.pipeline, options.environment.name, options.overrides);
    }

    Pipeline pipeline(String name, String env, List<String> overrides) {
        return Pipeline.load(home(), name, env, overrides, this::jobs)
                .with(MlflowVariables.of(surroundings.environment()));
    }

    /** Does something while no other run may have the pipeline; refused if one has it, or where nothing can be written. */
    <T> T holding(Pipeline pipeline, Supplier<T> run) {
        WriteAccess.requireHome(pipeline);
        LockOwner self = LockOwner.self(surroundings.clock().instant(), command);
        String heldBy = surroundings.environment().getOrDefault(PipelineLock.VARIABLE, "");
        PipelineLock hold = PipelineLock.take(pipeline.home(), pipeline.name(), self, heldBy);
        try {
            return run.get();
        } finally {
            hold.close();
        }
    }

    /**
     * Runs another command in the same surroundings and the same JVM, as an invocation of its own.
     *
     * @param to where its output goes
     * @return its exit code
     */
    int beside(PrintStream to, String... words) {
        Surroundings others = new Surroundings(
                to, surroundings.err(), surroundings.environment(), surroundings.directory(), surroundings.clock());
        return CommandLines.run(others, jobs, words);
    }

    /** Asks the tracking store, once it is known to answer. */
    <T> T tracking(Pipeline pipeline, Function<Tracking, T> question) {
        RunSetup.requireTracking(pipeline);
        try (Tracking tracking = RunSetup.tracking(pipeline, surroundings.clock())) {
            return question.apply(tracking);
        }
    }

    /** As {@link #open}, for what writes tables and models. */
    JobContext openToWrite(Pipeline pipeline, PipelineOptions options, Progress progress) {
        if (context.isEmpty()) {
            startLog();
            RunSetup.requireWritable(pipeline);
        }
        return open(pipeline, options, progress);
    }

    /** Starts the log and Spark, once. */
    JobContext open(Pipeline pipeline, PipelineOptions options, Progress progress) {
        if (context.isEmpty()) {
            startLog();
            context = Optional.of(RunSetup.context(
                    pipeline, runId, Optional.ofNullable(options.master), surroundings.clock(), progress));
            meter = context.map(opened -> SparkMeter.of(opened.spark().sparkContext()));
        }
        return context.get();
    }

    /** Why what this did is not all in the tracking store. */
    Optional<String> untracked() {
        return context.flatMap(opened -> opened.run().failure());
    }

    /** Of what starts no Spark. */
    void startLog() {
        if (log.isEmpty()) {
            log = Optional.of(RunLog.start(home(), runId, surroundings.directory()));
        }
    }

    /** How this ends if it does not come to its end, as far as it has come. */
    Failures failures(boolean json) {
        return new Failures(surroundings, log, json, interruption);
    }

    /** Live on a terminal, else plain; with JSON on the output, people read the error stream. */
    Display display(boolean json) {
        return new WatchedDisplay(
                unwatched(json), interruption, () -> failures(json).interrupted());
    }

    private Display unwatched(boolean json) {
        if (json) {
            return new PlainDisplay(surroundings.err());
        }
        return terminal().live()
                ? LiveDisplay.ticking(out(), terminal(), surroundings.clock(), this::work)
                : new PlainDisplay(out());
    }

    private SparkWork work() {
        return meter.map(SparkMeter::now).orElse(SparkWork.NONE);
    }
}
