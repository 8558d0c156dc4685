package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.engine.Pipeline;
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
        Compared compared = invocation.tracking(
                pipeline,
                tracking -> new Compared(
                        VersionFacts.of(first, pipeline.name(), tracking),
                        VersionFacts.of(second, pipeline.name(), tracking)));
        if (common.json) {
            invocation.out().println(JsonFile.text(compared));
        } else {
            VersionTable.of(compared.first(), compared.second())
                    .lines(invocation.terminal())
                    .forEach(invocation.out()::println);
        }
        return ExitCode.DONE.number();
    }
}
