package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Remarks;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.Step;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "job",
        description = "Runs one job of a pipeline.",
        footer = {"", "Example:", "  ./waybill job train -p green-taxi"})
final class JobCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "JOB", description = "The job, such as prepare, train or batch-score.")
    private String job = "";

    @Option(
            names = "--date",
            paramLabel = "DATE",
            description = "Only this event date, such as 2020-03-08; without it, all that are not up to date.")
    private @Nullable LocalDate date;

    @Option(
            names = "--to",
            paramLabel = "DATE",
            description = "With --date: each date up to this one, one after the other.")
    private @Nullable LocalDate last;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerdictOptions verdicts = new VerdictOptions();

    @Mixin
    private final VerboseOption detail = new VerboseOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** The job that is meant. */
    String job() {
        return job;
    }

    /** The pipeline that it is to work in. */
    String pipeline() {
        return options.name.pipeline;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        Step step = pipeline.step(job);
        List<LocalDate> dates = dates();
        if (!dates.isEmpty() && !step.job().byDate()) {
            throw Refusal.mistake(
                    "job.no-date",
                    "Cannot run %s with --date: it always looks at all dates.".formatted(job),
                    "Leave out --date.");
        }
        pipeline.rawFiles().require(step);
        Execution execution = new Execution(invocation, pipeline, options, common.json, detail.verbose);
        return invocation.holding(pipeline, () -> {
            List<Outcome> outcomes = execution.job(step, dates);
            if (!common.json) {
                outcomes.forEach(this::tell);
            }
            return verdicts.end(outcomes).number();
        });
    }

    private void tell(Outcome outcome) {
        if (outcome.result() instanceof Remarks result) {
            result.remarks().forEach(invocation.out()::println);
        }
    }

    private List<LocalDate> dates() {
        if (date == null && last == null) {
            return List.of();
        } else if (date == null || (last != null && last.isBefore(date))) {
            throw Refusal.mistake(
                    "job.no-range",
                    "Cannot run %s up to %s: there is no --date before it.".formatted(job, last),
                    "Say with --date where to begin.");
        }
        return date.datesUntil((last == null ? date : last).plusDays(1)).toList();
    }
}
