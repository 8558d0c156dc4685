package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.PipelineStatus;
import dev.waybill.pipelines.engine.Repro;
import dev.waybill.pipelines.engine.Selection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "repro",
        description = "Runs the stages of a pipeline that changed, in order, in one Spark session.",
        footer = {
            "",
            "Example:",
            "  ./waybill repro -p green-taxi",
            "  ./waybill repro train -p green-taxi --set model.max_depth=8"
        })
final class ReproCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final StageOptions stages = new StageOptions();

    @Option(names = "--dry-run", description = "Check everything and say what would run and why, but run nothing.")
    private boolean dryRun;

    @Option(
            names = {"-f", "--force"},
            description = "Also run stages that did not change.")
    private boolean force;

    @Option(
            names = {"-k", "--keep-going"},
            description = "After a failure, run what does not need the stage that failed.")
    private boolean keepGoing;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerdictOptions verdicts = new VerdictOptions();

    @Mixin
    private final VerboseOption detail = new VerboseOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ReproCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        if (dryRun) {
            plan(pipeline);
            return ExitCode.DONE.number();
        }
        Execution execution = new Execution(invocation, pipeline, options, common.json, detail.verbose);
        Repro.Options how = new Repro.Options(force, keepGoing);
        return invocation.holding(
                pipeline,
                () -> verdicts.end(execution.repro(Optional.empty(), stages.selection(), how))
                        .number());
    }

    private void plan(Pipeline pipeline) {
        try (PipelineStatus status =
                PipelineStatus.open(pipeline, invocation.surroundings().clock())) {
            List<Stage> chosen = status.stages(stages.selection());
            new StageCommands(invocation, pipeline).require(status.stages(Selection.all()));
            status.requireRunnable(chosen);
            StageLines lines =
                    new StageLines(pipeline.name(), chosen, status.of(chosen, force), pipeline.unlike(chosen));
            (common.json ? List.of(lines.json()) : lines.lines()).forEach(invocation.out()::println);
            (common.json ? List.<String>of() : lines.remarks()).forEach(invocation.out()::println);
        }
    }
}
