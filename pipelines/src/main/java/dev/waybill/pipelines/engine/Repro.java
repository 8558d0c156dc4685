package dev.waybill.pipelines.engine;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.RunStatus;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings stages up to date: runs those that changed, one after the other, and writes each into dvc.lock when all that it
 * makes is there. A stage that does not come to its end leaves everything as it was for the next run.
 */
public final class Repro {

    /**
     * How to run.
     *
     * @param force whether to run stages that did not change
     * @param keepGoing whether to run, after a failure, what does not need the stage that failed
     */
    public record Options(boolean force, boolean keepGoing) {}

    /**
     * What came of it.
     *
     * @param unchanged the stages that did not have to run
     * @param failures by stage, the first one first; without {@link Options#keepGoing} it is thrown instead
     * @param notRun the stages that should have run but had to wait, and for what
     */
    public record Result(
            List<Outcome> outcomes,
            List<String> unchanged,
            Map<String, RuntimeException> failures,
            Map<String, String> notRun) {}

    private final PipelineStatus status;
    private final StageRun stageRun;
    private final RunListener listener;
    private final Clock clock;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    private final Map<String, RuntimeException> failures = new LinkedHashMap<>();
    /** What did not run, and why: the stage before it failed, or waits itself. */
    private final Map<String, String> blocked = new LinkedHashMap<>();

    /** @param context asked for by the first job that has to run: it starts Spark */
    public Repro(
            Pipeline pipeline,
            PipelineStatus status,
            Supplier<JobContext> context,
            RunListener listener,
            String runId,
            Clock clock) {
        this.status = status;
        this.stageRun = new StageRun(pipeline, status.tables(), context, runId, clock);
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Runs what changed of these stages, which stand each after those that it needs.
     *
     * @param states of the stages just now; until the first one runs, nothing else is looked at again
     */
    public Result run(List<Stage> stages, List<StageStatus> states, Options options) {
        listener.planned(stages.stream().map(Stage::name).toList());
        RunStatus end = RunStatus.FAILED;
        try {
            for (int i = 0; i < stages.size(); i++) {
                go(stages.get(i), states.get(i), i + 1, stages.size(), options);
            }
            end = failures.isEmpty() ? RunStatus.FINISHED : RunStatus.FAILED;
        } finally {
            stageRun.finish(end);
        }
        return new Result(
                List.copyOf(outcomes),
                List.copyOf(unchanged),
                new LinkedHashMap<>(failures),
                new LinkedHashMap<>(blocked));
    }

    private void go(Stage stage, StageStatus state, int number, int of, Options options) {
        Optional<String> failed = failedBefore(stage);
        if (failed.isPresent()) {
            blocked.put(stage.name(), failed.get());
            listener.skipped(stage.name(), number, of, "not run, since " + failed.get());
        } else if (outcomes.isEmpty() && state.isUpToDate()) {
            unchanged(stage, number, of);
        } else {
            bringUpToDate(stage, number, of, options);
        }
    }

    private Optional<String> failedBefore(Stage stage) {
        return status.needs(stage).stream()
                .map(Stage::name)
                .filter(name -> failures.containsKey(name) || blocked.containsKey(name))
                .map(name -> blocked.getOrDefault(name, name + " failed"))
                .findFirst();
    }

    private void bringUpToDate(Stage stage, int number, int of, Options options) {
        LockedStage before = status.now(stage);
        if (!options.force() && status.of(stage, before).isUpToDate()) {
            unchanged(stage, number, of);
            return;
        }
        listener.started(stage.name(), number, of);
        try {
            run(stage, before);
        } catch (RuntimeException e) {
            if (e instanceof Refusal refusal && refusal.isNothingToDo()) {
                blocked.put(stage.name(), stage.name() + " has nothing to do yet");
                listener.skipped(stage.name(), number, of, refusal.problem());
                return;
            }
            failures.put(stage.name(), e);
            if (!options.keepGoing()) {
                throw e;
            }
        }
    }

    private void unchanged(Stage stage, int number, int of) {
        unchanged.add(stage.name());
        listener.skipped(stage.name(), number, of, "didn't change, skipping");
    }

    private void run(Stage stage, LockedStage before) {
        Instant start = clock.instant();
        boolean done = false;
        try {
            status.requireDeps(stage, before, List.of());
            Outcome outcome =
                    stage.frozen() ? FrozenStage.verify(stage, before, start, clock) : stageRun.run(stage, before);
            status.ran(stage, before);
            stageRun.end(stage);
            done = true;
            outcomes.add(outcome);
            listener.finished(outcome);
        } catch (Refusal e) {
            done = e.isNothingToDo();
            throw e;
        } finally {
            if (!done) {
                listener.failed(Duration.between(start, clock.instant()));
            }
        }
    }
}
