package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.RegisteredVersion;
import dev.waybill.jobs.train.Reproduction;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "reproduce",
        description = "Trains a registered version again from its recorded inputs, and compares the two byte for byte.",
        footer = {
            "",
            "Ends with 0 if they are the same, 6 if they differ, 2 if it cannot be done.",
            "",
            "Example:",
            "  ./waybill models reproduce 3 -p green-taxi"
        })
final class ReproduceCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "VERSION", description = "The number of the version, or an alias such as champion.")
    private String version = "";

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ReproduceCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Reproduction reproduction = reproduce(invocation.pipeline(options));
        if (common.json) {
            invocation.out().println(JsonFile.text(reproduction));
        } else {
            invocation.out().println(text(reproduction));
        }
        return (reproduction.same() ? ExitCode.DONE : ExitCode.NOT_REPRODUCED).number();
    }

    private Reproduction reproduce(Pipeline pipeline) {
        try (Display display = invocation.display(common.json)) {
            RunSetup.requireTracking(pipeline);
            JobContext context = invocation.open(pipeline, options, display::doing);
            return Reproduction.of(RegisteredVersion.find(version, pipeline.name(), context.tracking()), context);
        }
    }

    private static String text(Reproduction reproduction) {
        String what =
                "%s/%d from %s: ".formatted(reproduction.model(), reproduction.version(), reproduction.features());
        if (reproduction.same()) {
            return what + "the same model.ubj, byte for byte (SHA-256 %s)".formatted(reproduction.modelSha256());
        }
        String changed = reproduction.changed().entrySet().stream()
                .map(change -> "%s %s, now %s"
                        .formatted(
                                change.getKey(),
                                change.getValue().then(),
                                change.getValue().now()))
                .collect(Collectors.joining("; "));
        return what
                + "a different model.ubj: SHA-256 %s, now %s. "
                        .formatted(reproduction.modelSha256(), reproduction.modelSha256Now())
                + (changed.isEmpty() ? "Nothing that is recorded has changed." : "Changed since: " + changed + ".");
    }
}
