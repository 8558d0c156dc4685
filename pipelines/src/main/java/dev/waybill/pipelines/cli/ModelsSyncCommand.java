package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.track.Aliases;
import dev.waybill.jobs.register.PendingRegistrations;
import dev.waybill.jobs.register.PendingRegistrations.HandedIn;
import dev.waybill.pipelines.engine.Pipeline;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "sync",
        description = "Hands the models to the tracking server that it could not be given when they were trained.",
        footer = {"", "Example:", "  ./waybill models sync -p green-taxi"})
final class ModelsSyncCommand implements Callable<Integer> {

    private record Synced(String model, List<HandedIn> handedIn) {}

    private final Invocation invocation;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ModelsSyncCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        List<HandedIn> handedIn = invocation.holding(pipeline, () -> sync(pipeline));
        if (common.json) {
            invocation.out().println(JsonFile.text(new Synced(pipeline.name(), handedIn)));
        } else if (handedIn.isEmpty()) {
            invocation.out().println("No model of %s is kept: there is nothing to hand in.".formatted(pipeline.name()));
        } else {
            handedIn.forEach(model -> invocation.out().println(line(model)));
        }
        return ExitCode.DONE.number();
    }

    private List<HandedIn> sync(Pipeline pipeline) {
        return invocation.tracking(pipeline, PendingRegistrations.of(pipeline.home(), pipeline.name())::handIn);
    }

    private static String line(HandedIn model) {
        return "%s/%d %s, kept since %s"
                .formatted(
                        model.model(),
                        model.version(),
                        model.registeredNow() ? "registered as " + Aliases.CHALLENGER : "was registered already",
                        HtmlPage.minute(model.keptAt()));
    }
}
