package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.RunTags;
import dev.waybill.jobs.promote.Rollback;
import dev.waybill.pipelines.engine.Pipeline;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = "Takes the champion before this one back, and scores with it.",
        footer = {
            "",
            "The version that is rolled back from is not promoted again before somebody says so: models promote.",
            "",
            "Example:",
            "  ./waybill models rollback -p green-taxi --reason \"too long at night since Monday\""
        })
final class ModelsRollbackCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--to", paramLabel = "VERSION", description = "Another version than the one before.")
    private @Nullable Integer to;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for those who ask later.")
    private String reason = "";

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerboseOption detail = new VerboseOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ModelsRollbackCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        Execution execution = new Execution(invocation, pipeline, options, common.json, detail.verbose);
        return invocation.holding(pipeline, () -> {
            execution.change(new Rollback(Optional.ofNullable(to), reason, RunTags.user()));
            return ExitCode.DONE.number();
        });
    }
}
