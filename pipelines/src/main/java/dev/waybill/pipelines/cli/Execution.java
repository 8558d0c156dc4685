package dev.waybill.pipelines.cli;

import dev.waybill.common.job.JobContext;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.PipelineRun;
import dev.waybill.pipelines.engine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Runs steps of a pipeline and shows them: what repro, job and demo have in common. */
final class Execution {

    private record StepReport(String step, double seconds, String summary, Record result) {}

    private record RunReport(String runId, String pipeline, List<StepReport> steps) {}

    private final Invocation invocation;
    private final Pipeline pipeline;
    private final PipelineOptions options;
    private final boolean json;

    Execution(Invocation invocation, Pipeline pipeline, PipelineOptions options, boolean json) {
        this.invocation = invocation;
        this.pipeline = pipeline;
        this.options = options;
        this.json = json;
    }

    List<Outcome> run(List<Step> steps) {
        Instant start = invocation.surroundings().clock().instant();
        try (Display display = invocation.display(json)) {
            JobContext context = invocation.open(pipeline, options, what -> {
                LoggerFactory.getLogger(Execution.class).info("Now {}", what);
                display.doing(what);
            });
            List<Outcome> outcomes = new PipelineRun(pipeline.params(), context, display).run(steps);
            end(display, outcomes, start);
            return outcomes;
        }
    }

    private void end(Display display, List<Outcome> outcomes, Instant start) {
        if (json) {
            invocation.out().println(Json.text(report(outcomes)));
        } else if (outcomes.size() > 1) {
            Duration took =
                    Duration.between(start, invocation.surroundings().clock().instant());
            display.note("%s: %d steps in %s. Log: %s"
                    .formatted(
                            pipeline.name(),
                            outcomes.size(),
                            Elapsed.text(took),
                            invocation.log().map(RunLog::shown).orElse("none")));
        }
    }

    private RunReport report(List<Outcome> outcomes) {
        return new RunReport(
                invocation.runId(),
                pipeline.name(),
                outcomes.stream()
                        .map(outcome -> new StepReport(
                                outcome.step(),
                                outcome.took().toMillis() / 1000.0,
                                outcome.summary(),
                                outcome.result()))
                        .toList());
    }
}
