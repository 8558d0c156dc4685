package dev.waybill.pipelines.engine;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.RunStatus;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs one job by itself, as DVC does for each stage: writes the pointers of its stage, and, where it is not DVC that runs
 * it and writes its own, dvc.lock.
 */
public final class SingleJob {

    private final Pipeline pipeline;
    private final Supplier<JobContext> context;
    private final Optional<LocalDate> date;
    private final RunListener listener;
    private final Clock clock;

    /** @param date that the job is to do alone; if not given, it does all that is not up to date */
    public SingleJob(
            Pipeline pipeline,
            Supplier<JobContext> context,
            Optional<LocalDate> date,
            RunListener listener,
            Clock clock) {
        this.pipeline = pipeline;
        this.context = date.map(
                        day -> (Supplier<JobContext>) () -> context.get().on(day))
                .orElse(context);
        this.date = date;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Runs a step.
     *
     * @param stage the stage that it is run for, if it is one of dvc.yaml
     * @param forDvc whether somebody else writes down that the stage has run
     */
    public Outcome run(Step step, Optional<Stage> stage, boolean forDvc, PipelineStatus status, String runId) {
        Instant start = clock.instant();
        boolean done = false;
        StageRun stageRun = new StageRun(pipeline, status.tables(), context, runId, clock);
        listener.started(step.name(), 1, 1);
        try {
            Outcome outcome =
                    stage.isPresent() ? run(step, stage.get(), forDvc, status, stageRun) : stageRun.alone(step);
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
            stageRun.finish(done ? RunStatus.FINISHED : RunStatus.FAILED);
            if (!done) {
                listener.failed(Duration.between(start, clock.instant()));
            }
        }
    }

    private Outcome run(Step step, Stage stage, boolean forDvc, PipelineStatus status, StageRun stageRun) {
        LockedStage before = status.now(stage);
        Outcome outcome = stageRun.job(stage, step, before);
        if (!forDvc && isAllOf(stage)) {
            readBy(stage, step, before, status).ifPresent(read -> status.ran(stage, read));
        }
        stageRun.end(stage);
        return outcome;
    }

    /** Whether the stage's command is the job and nothing else: of any other, more has to run before the stage has run. */
    private boolean isAllOf(Stage stage) {
        return StageCommand.of(stage, pipeline.home(), pipeline.name()).isPresent();
    }

    /**
     * What the stage's outputs were made from. A run for one date leaves what else is new of its inputs for a run over
     * all, and a job that writes the files of another one's stage has not read them: they stay in dvc.lock as they were, and
     * only the outputs are others.
     */
    private Optional<LockedStage> readBy(Stage stage, Step step, LockedStage before, PipelineStatus status) {
        return date.isPresent() || !StageCommand.runs(stage, step.job().name())
                ? status.locked(stage)
                : Optional.of(before);
    }

    /**
     * The stage whose command runs a job: the one that DVC says it is running, or else the first.
     *
     * @param named as DVC addresses a stage from where it was started: {@code train}, {@code pipelines/demo/dvc.yaml:train}
     */
    public static Optional<Stage> stageOf(String job, Optional<String> named, List<Stage> stages) {
        String name = named.map(address -> address.substring(address.lastIndexOf(':') + 1))
                .orElse("");
        List<Stage> running =
                stages.stream().filter(stage -> StageCommand.runs(stage, job)).toList();
        return running.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .or(() -> running.stream().findFirst());
    }
}
