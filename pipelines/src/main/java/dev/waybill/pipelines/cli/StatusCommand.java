package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.PipelineStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Says which stages repro would run, and why; looks at the tables too, but reads no data.",
        footer = {"", "Example:", "  ./waybill status -p green-taxi", "  ./waybill status train -p green-taxi"})
final class StatusCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final StageOptions stages = new StageOptions();

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        try (PipelineStatus status =
                PipelineStatus.open(pipeline, invocation.surroundings().clock())) {
            List<Stage> chosen = status.stages(stages.selection());
            List<String> remarks = new ArrayList<>(new StageCommands(invocation, pipeline)
                    .problems(chosen).stream()
                            .map(problem -> problem.sentence() + " " + problem.remedy())
                            .toList());
            remarks.addAll(pipeline.remarks(chosen));
            show(new StageLines(pipeline.name(), chosen, status.of(chosen, false), remarks));
        }
        return ExitCode.DONE.number();
    }

    private void show(StageLines lines) {
        if (common.json) {
            invocation.out().println(lines.json());
            return;
        }
        lines.lines().forEach(invocation.out()::println);
        if (lines.isUpToDate()) {
            invocation.out().println(lines.pipeline() + ": up to date.");
        }
        lines.remarks().forEach(invocation.out()::println);
    }
}
