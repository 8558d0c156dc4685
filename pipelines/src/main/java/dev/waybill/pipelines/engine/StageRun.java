package dev.waybill.pipelines.engine;

import dev.waybill.common.job.JobContext;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs one stage: a job of ours in this JVM, anything else by a shell. */
final class StageRun {

    private final Pipeline pipeline;
    private final TablePointers tables;
    private final Supplier<JobContext> context;
    private final Attempts attempts;
    private final String runId;
    private final Clock clock;

    /** @param context asked for by the first job: it starts Spark */
    StageRun(Pipeline pipeline, TablePointers tables, Supplier<JobContext> context, String runId, Clock clock) {
        this.pipeline = pipeline;
        this.tables = tables;
        this.context = context;
        this.attempts = new Attempts(data("attempts").resolve(pipeline.name()), runId);
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
        JobContext opened = context.get();
        Place.of(pipeline).keep(pipeline);
        Outcome outcome =
                JobRun.run(step, pipeline.params(), opened.during(attempts.begin(stage, before, opened.date())));
        return outcome.wrote(tables.write(stage, opened.tables()));
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
