package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = "Compares two registered versions: metrics, params, features and what these matter.",
        footer = {
            "",
            "Metrics are those that each was registered with, perhaps on other rows: whether one is better than the other",
            "on the same rows is what promote finds out.",
            "",
            "Example:",
            "  ./waybill models compare previous champion -p green-taxi"
        })
final class ModelsCompareCommand implements Callable<Integer> {

    private record Compared(VersionFacts first, VersionFacts second) {}

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "VERSION", description = "The number of a version, or an alias.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "OTHER", description = "Another one.")
    private String second = "";

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ModelsCompareCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        RunSetup.requireTracking(pipeline);
        try (Tracking tracking =
                RunSetup.tracking(pipeline, invocation.surroundings().clock())) {
            VersionFacts one = VersionFacts.of(RegisteredVersion.find(first, pipeline.name(), tracking), tracking);
            VersionFacts other = VersionFacts.of(RegisteredVersion.find(second, pipeline.name(), tracking), tracking);
            if (common.json) {
                invocation.out().println(JsonFile.text(new Compared(one, other)));
            } else {
                VersionTable.of(one, other).lines(invocation.terminal()).forEach(invocation.out()::println);
            }
        }
        return ExitCode.DONE.number();
    }
}
