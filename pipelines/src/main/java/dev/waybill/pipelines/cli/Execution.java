package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.PipelineStatus;
import dev.waybill.pipelines.engine.Repro;
import dev.waybill.pipelines.engine.Selection;
import dev.waybill.pipelines.engine.SingleJob;
import dev.waybill.pipelines.engine.SparkCost;
import dev.waybill.pipelines.engine.StageStatus;
import dev.waybill.pipelines.engine.Step;
import dev.waybill.pipelines.night.NightEvidence;
import dev.waybill.pipelines.night.NightFiles;
import dev.waybill.pipelines.night.NightPages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Runs steps of a pipeline and shows them: what repro, job and demo have in common. */
final class Execution {

    private record StepReport(
            String step,
            double seconds,
            String summary,
            Map<String, Long> rows,
            Optional<SparkReport> spark,
            Record result) {}

    private record SparkReport(
            int jobs,
            int tasks,
            double readingSeconds,
            double computingSeconds,
            double writingSeconds,
            double planningSeconds) {

        static SparkReport of(SparkCost cost) {
            return new SparkReport(
                    cost.jobs(),
                    cost.tasks(),
                    seconds(cost.reading()),
                    seconds(cost.computing()),
                    seconds(cost.writing()),
                    seconds(cost.planning()));
        }
    }

    private record RunReport(
            String runId,
            String pipeline,
            List<StepReport> steps,
            List<String> unchanged,
            Map<String, String> notRun) {}

    /** The job whose stage the champion belongs to. */
    private static final String PROMOTE = "promote";

    private static final String SCORE = "batch-score";

    private final Invocation invocation;
    private final Pipeline pipeline;
    private final PipelineOptions options;
    private final boolean json;
    private final boolean verbose;
    private final Clock clock;

    Execution(Invocation invocation, Pipeline pipeline, PipelineOptions options, boolean json, boolean verbose) {
        this.invocation = invocation;
        this.pipeline = pipeline;
        this.options = options;
        this.json = json;
        this.verbose = verbose;
        this.clock = invocation.surroundings().clock();
    }

    /**
     * Runs one job, for the stage that it belongs to if there is one.
     *
     * @param dates that it is run for, one after the other; without any, for all that is not up to date
     */
    List<Outcome> job(Step step, List<LocalDate> dates) {
        try (Display display = invocation.display(json);
                PipelineStatus status = PipelineStatus.open(pipeline, clock)) {
            Map<String, String> environment = invocation.surroundings().environment();
            Optional<String> named = Optional.ofNullable(environment.get("DVC_STAGE"));
            boolean forDvc = named.isPresent() || environment.containsKey("DVC_ROOT"); // all that an older DVC says
            Optional<Stage> stage = SingleJob.stageOf(step.job().name(), named, status.stages(Selection.all()));
            List<Outcome> outcomes = new ArrayList<>();
            for (Optional<LocalDate> date : orAll(dates)) {
                outcomes.add(single(display, date).run(step, stage, forDvc, status, invocation.runId()));
            }
            if (json) {
                print(outcomes, List.of(), Map.of());
            } else {
                outcomes.forEach(outcome -> cost(outcome, display));
                untracked(display);
            }
            return outcomes;
        }
    }

    private static List<Optional<LocalDate>> orAll(List<LocalDate> dates) {
        return dates.isEmpty()
                ? List.of(Optional.empty())
                : dates.stream().map(Optional::of).toList();
    }

    /** Nights of the pipeline, whose reports are in its folder. */
    Nights nights() {
        NightFiles files = new NightFiles(pipeline.folder().resolve("reports"));
        Supplier<JobContext> context = () -> invocation.openToWrite(pipeline, options, what -> {});
        NightNews news = new NightNews(
                pipeline,
                invocation.surroundings().environment(),
                context,
                line -> (json ? invocation.surroundings().err() : invocation.out()).println(line));
        Source source = Nights.source(pipeline);
        NightPages pages = new NightPages(
                files, date -> NightEvidence.of(date, source, context.get().tables()), clock);
        return new Nights(pipeline, invocation.runId(), this::step, files, (night, failure) -> {
            pages.write(night, failure);
            news.tell(night, failure);
        });
    }

    private Outcome step(String job, Optional<LocalDate> date) {
        try (Display display = invocation.display(json);
                PipelineStatus status = PipelineStatus.open(pipeline, clock)) {
            Optional<Stage> stage = SingleJob.stageOf(job, Optional.empty(), status.stages(Selection.all()));
            return single(display, date).run(pipeline.step(job), stage, false, status, invocation.runId());
        }
    }

    /**
     * Changes the champion outside of the stage that promotes, whose files it writes, and scores with the new one.
     *
     * @param change that somebody asked for
     */
    void change(Job<?, ?> change) {
        try (Display display = invocation.display(json);
                PipelineStatus status = PipelineStatus.open(pipeline, clock)) {
            List<Stage> stages = status.stages(Selection.all());
            SingleJob single = single(display, Optional.empty());
            Outcome changed = single.run(
                    new Step(change.name(), "", change),
                    SingleJob.stageOf(PROMOTE, Optional.empty(), stages),
                    false,
                    status,
                    invocation.runId());
            Outcome scored = single.run(
                    pipeline.step(SCORE),
                    SingleJob.stageOf(SCORE, Optional.empty(), stages),
                    false,
                    status,
                    invocation.runId());
            if (json) {
                print(List.of(changed, scored), List.of(), Map.of());
            }
        }
    }

    /**
     * Brings stages up to date.
     *
     * @param first a step to run before that in any case
     */
    List<Outcome> repro(Optional<Step> first, Selection selection, Repro.Options how) {
        Instant start = clock.instant();
        List<Outcome> outcomes = new ArrayList<>();
        try (Display display = invocation.display(json);
                PipelineStatus status = PipelineStatus.open(pipeline, clock)) {
            first.ifPresent(step -> outcomes.add(
                    single(display, Optional.empty()).run(step, Optional.empty(), false, status, invocation.runId())));
            List<Stage> stages = status.stages(selection);
            Repro.Result result = run(status, stages, how, display);
            outcomes.addAll(result.outcomes());
            end(display, stages, outcomes, result, start);
            remark(display, stages, result);
            rethrow(result.failures(), display);
        }
        return outcomes;
    }

    private Repro.Result run(PipelineStatus status, List<Stage> stages, Repro.Options how, Display display) {
        List<StageStatus> states = status.of(stages, how.force());
        boolean upToDate = states.stream().allMatch(StageStatus::isUpToDate);
        if (!upToDate || !status.isChecked()) {
            new StageCommands(invocation, pipeline).require(status.stages(Selection.all()));
            status.requireRunnable(stages);
        }
        return new Repro(pipeline, status, () -> open(display), display, invocation.runId(), clock)
                .run(stages, states, how);
    }

    private SingleJob single(Display display, Optional<LocalDate> date) {
        return new SingleJob(pipeline, () -> open(display), date, display, clock);
    }

    private JobContext open(Display display) {
        return invocation.openToWrite(pipeline, options, what -> {
            if (!what.isEmpty()) {
                LoggerFactory.getLogger(Execution.class).info("Now {}", what);
            }
            display.doing(what);
        });
    }

    private void end(Display display, List<Stage> stages, List<Outcome> outcomes, Repro.Result result, Instant start) {
        List<String> unchanged = result.unchanged();
        if (json) {
            if (result.failures().isEmpty()) { // otherwise the one document is the failure's
                print(outcomes, unchanged, result.notRun());
            }
        } else if (outcomes.isEmpty()) {
            if (result.failures().isEmpty() && result.notRun().isEmpty()) {
                display.note(pipeline.name() + ": up to date.");
            }
        } else if (outcomes.size() + unchanged.size() == 1) {
            cost(outcomes.get(0), display);
        } else {
            RunTable table = new RunTable(pipeline, invocation.terminal());
            table.steps(outcomes, verbose).forEach(display::note);
            table.metrics(stages).forEach(display::note);
            display.note(total(outcomes.size(), unchanged.size(), Duration.between(start, clock.instant())));
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void cost(Outcome outcome, Display display) {
        outcome.cost().filter(cost -> verbose).ifPresent(cost -> display.note(cost.toString()));
    }

    /** Of stages that ran or need not run: of others, the failure is what matters. */
    private void remark(Display display, List<Stage> stages, Repro.Result result) {
        Set<String> ran = result.outcomes().stream().map(Outcome::step).collect(Collectors.toSet());
        Set<String> done = new HashSet<>(result.unchanged());
        done.addAll(ran);
        if (!json) {
            pipeline.remarks(only(done, stages)).forEach(display::note);
            pipeline.unlike(only(ran, stages)).forEach(display::note);
            untracked(display);
        }
    }

    /** The work is done all the same. */
    private void untracked(Display display) {
        invocation
                .untracked()
                .ifPresent(why -> display.note("The runs of %s are not complete in the tracking store. %s"
                        .formatted(invocation.runId(), why)));
    }

    private static List<Stage> only(Set<String> names, List<Stage> stages) {
        return stages.stream().filter(stage -> names.contains(stage.name())).toList();
    }

    private String total(int steps, int unchanged, Duration took) {
        return "%s: %d step%s in %s%s.%s"
                .formatted(
                        pipeline.name(),
                        steps,
                        steps == 1 ? "" : "s",
                        Elapsed.text(took),
                        unchanged == 0 ? "" : ", " + unchanged + " unchanged",
                        invocation.log().map(log -> " Log: " + log.shown()).orElse(""));
    }

    /** The first failure ends the run; the others are told before. */
    private void rethrow(Map<String, RuntimeException> failures, Display display) {
        failures.entrySet().stream().skip(1).forEach(failure -> {
            display.note("%s: %s".formatted(failure.getKey(), failure.getValue().getMessage()));
            invocation.log().ifPresent(log -> log.error("Stage " + failure.getKey() + " failed", failure.getValue()));
        });
        failures.values().stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    private void print(List<Outcome> outcomes, List<String> unchanged, Map<String, String> notRun) {
        List<StepReport> steps = outcomes.stream()
                .map(outcome -> new StepReport(
                        outcome.step(),
                        seconds(outcome.took()),
                        outcome.summary(),
                        outcome.rows(),
                        outcome.cost().map(SparkReport::of),
                        outcome.result()))
                .toList();
        invocation
                .out()
                .println(JsonFile.text(new RunReport(invocation.runId(), pipeline.name(), steps, unchanged, notRun)));
    }
}
