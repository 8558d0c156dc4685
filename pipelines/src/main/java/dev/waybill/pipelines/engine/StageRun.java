package dev.waybill.pipelines.engine;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.TrackedRun;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Attempts.Attempt;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs one stage: a job of ours in this JVM, anything else by a shell. */
final class StageRun {

    private final Pipeline pipeline;
    private final TablePointers tables;
    private final Supplier<JobContext> context;
    private final Attempts attempts;
    private final OpenRuns openRuns;
    private final String runId;
    private final Clock clock;
    /** Once a job has asked for it. */
    private Optional<JobContext> opened = Optional.empty();

    /** @param context asked for by the first job: it starts Spark */
    StageRun(Pipeline pipeline, TablePointers tables, Supplier<JobContext> context, String runId, Clock clock) {
        this.pipeline = pipeline;
        this.tables = tables;
        this.context = context;
        Path own = data("attempts").resolve(pipeline.name());
        this.attempts = new Attempts(own, runId);
        this.openRuns = new OpenRuns(own.resolve("runs.json"), pipeline.name());
        this.runId = runId;
        this.clock = clock;
    }

    /** Runs a stage until its files are written, the pointers to its tables the last. */
    Outcome run(Stage stage, LockedStage before) {
        Optional<Step> step = pipeline.step(stage);
        return step.isPresent() ? job(stage, step.get(), before) : shell(stage);
    }

    /** As {@link #run}, of a stage's job by itself. */
    Outcome job(Stage stage, Step step, LockedStage before) {
        JobContext invocation = open();
        Place.of(pipeline).keep(pipeline);
        Attempt attempt = attempts.begin(stage, before, invocation.date());
        TrackedStage tracked = TrackedStage.begin(
                stage, step, before, tables.readBy(stage), attempt.inputs(), invocation, pipeline.folder());
        try {
            JobContext own = invocation.during(attempt.id()).in(tracked.run());
            Outcome outcome = JobRun.run(step, pipeline.params(), own);
            Outcome complete = outcome.wrote(tables.write(stage, invocation.tables()));
            tracked.finished(complete);
            return complete;
        } catch (RuntimeException e) {
            tracked.failed(e);
            throw e;
        }
    }

    /** Runs a job that is no stage's. */
    Outcome alone(Step step) {
        JobContext invocation = open();
        TrackedRun run = invocation
                .run()
                .part(step.name(), Map.of(RunTags.JOB, step.job().name()));
        RunStatus status = RunStatus.FAILED;
        try {
            Outcome outcome = JobRun.run(step, pipeline.params(), invocation.in(run));
            status = RunStatus.FINISHED;
            return outcome;
        } finally {
            run.finish(status);
        }
    }

    /** Ends the run of the invocation in the tracking store. */
    void finish(RunStatus status) {
        opened.ifPresent(invocation -> {
            invocation.run().finish(status);
            openRuns.clear();
        });
    }

    private JobContext open() {
        JobContext invocation = context.get();
        if (opened.isEmpty()) {
            removeUnfinished();
            openRuns.begin(runId, invocation.run());
        }
        opened = Optional.of(invocation);
        return invocation;
    }

    /** Of files that a killed invocation was writing. */
    private void removeUnfinished() {
        AtomicFile.removeUnfinished(attempts.folder());
        AtomicFile.removeUnfinished(pipeline.folder());
        for (String below : List.of("metrics", "reports", "tables")) {
            AtomicFile.removeUnfinished(pipeline.folder().resolve(below));
        }
    }

    /** All that there was to write is written. */
    void end(Stage stage) {
        attempts.end(stage);
    }

    private Outcome shell(Stage stage) {
        Instant start = clock.instant();
        Path log = data("logs").resolve(runId + "-" + stage.fileName() + ".txt");
        ShellCommand.Result result = new ShellCommand(pipeline.home(), log).run(stage);
        return new Outcome(stage.name(), result, result.cmd(), Duration.between(start, clock.instant()));
    }

    private Path data(String folder) {
        return pipeline.home().resolve("data").resolve(folder);
    }
}
