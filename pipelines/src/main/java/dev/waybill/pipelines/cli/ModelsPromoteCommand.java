package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.RunTags;
import dev.waybill.jobs.promote.HandPromotion;
import dev.waybill.pipelines.engine.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        description = "Makes a version champion whatever gates and comparisons say, and scores with it.",
        footer = {"", "Example:", "  ./waybill models promote 3 -p green-taxi --reason \"the alarm was false\""})
final class ModelsPromoteCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "VERSION", description = "The number of the version.")
    private int version;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for those who ask later.")
    private String reason = "";

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerboseOption detail = new VerboseOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ModelsPromoteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        Execution execution = new Execution(invocation, pipeline, options, common.json, detail.verbose);
        return invocation.holding(pipeline, () -> {
            execution.change(new HandPromotion(version, reason, RunTags.user()));
            return ExitCode.DONE.number();
        });
    }
}
