package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "repro",
        description = "Runs the stages of a pipeline in order, in one Spark session.",
        footer = {
            "",
            "Example:",
            "  ./waybill repro -p green-taxi",
            "  ./waybill repro train -p green-taxi --set model.max_depth=8"
        })
final class ReproCommand implements Callable<Integer> {

    private record PlannedStep(String step, String description) {}

    private record Plan(String pipeline, List<PlannedStep> steps) {}

    private final Invocation invocation;

    @Parameters(paramLabel = "STAGE", arity = "0..*", description = "Only these stages, and all that they need.")
    private final List<String> stages = new ArrayList<>();

    @Option(names = "--dry-run", description = "Check everything and print the order, but run nothing.")
    private boolean dryRun;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerdictOptions verdicts = new VerdictOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ReproCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        List<Step> steps = pipeline.steps(stages);
        if (dryRun) {
            show(pipeline, steps);
            return ExitCode.DONE.number();
        }
        Execution execution = new Execution(invocation, pipeline, options, common.json);
        return verdicts.end(execution.run(steps)).number();
    }

    private void show(Pipeline pipeline, List<Step> steps) {
        if (common.json) {
            invocation
                    .out()
                    .println(Json.text(new Plan(
                            pipeline.name(),
                            steps.stream()
                                    .map(step -> new PlannedStep(step.name(), step.description()))
                                    .toList())));
            return;
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            invocation
                    .out()
                    .println("[%d/%d] %-16s  %s"
                            .formatted(i + 1, steps.size(), step.name(), step.description())
                            .stripTrailing());
        }
    }
}
