package dev.waybill.pipelines.cli;

import dev.waybill.pipelines.engine.Pipeline;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "job",
        description = "Runs one job of a pipeline.",
        footer = {"", "Example:", "  ./waybill job train -p green-taxi"})
final class JobCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "JOB", description = "The job, such as prepare, train or batch-score.")
    private String job = "";

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerdictOptions verdicts = new VerdictOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        Execution execution = new Execution(invocation, pipeline, options, common.json);
        return invocation.holding(
                pipeline,
                () -> verdicts.end(List.of(execution.job(pipeline.step(job)))).number());
    }
}
