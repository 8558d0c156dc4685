package dev.waybill.pipelines.engine;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs one job by itself, as DVC does for each stage: writes the pointers of its stage, and nothing to dvc.lock. */
public final class SingleJob {

    private final Pipeline pipeline;
    private final Supplier<JobContext> context;
    private final RunListener listener;
    private final Clock clock;

    public SingleJob(Pipeline pipeline, Supplier<JobContext> context, RunListener listener, Clock clock) {
        this.pipeline = pipeline;
        this.context = context;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Runs a step.
     *
     * @param stage the stage that it is run for, if it is one of dvc.yaml
     */
    public Outcome run(Step step, Optional<Stage> stage, PipelineStatus status, String runId) {
        Instant start = clock.instant();
        boolean done = false;
        listener.started(step.name(), 1, 1);
        try {
            Outcome outcome = stage.isPresent()
                    ? run(step, stage.get(), status, runId)
                    : JobRun.run(step, pipeline.params(), context.get());
            done = true;
            listener.finished(outcome);
            return outcome;
        } catch (Refusal e) {
            if (e.isNothingToDo()) {
                done = true;
                listener.skipped(step.name(), 1, 1, e.problem());
            }
            throw e;
        } finally {
            if (!done) {
                listener.failed(Duration.between(start, clock.instant()));
            }
        }
    }

    private Outcome run(Step step, Stage stage, PipelineStatus status, String runId) {
        StageRun stageRun = new StageRun(pipeline, status.tables(), context, runId, clock);
        Outcome outcome = stageRun.job(stage, step, status.now(stage));
        stageRun.end(stage);
        return outcome;
    }

    /** The stage whose command runs a job: the one that DVC says it is running, or else the first. */
    public static Optional<Stage> stageOf(String job, Optional<String> named, List<Stage> stages) {
        List<Stage> running =
                stages.stream().filter(stage -> StageCommand.runs(stage, job)).toList();
        return running.stream()
                .filter(stage -> stage.name().equals(named.orElse("")))
                .findFirst()
                .or(() -> running.stream().findFirst());
    }
}
