package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.jobs.experiment.DateBounds;
import dev.waybill.jobs.experiment.ExperimentEvidence;
import dev.waybill.jobs.experiment.Experiments;
import dev.waybill.pipelines.engine.Pipeline;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "experiment",
        description = {
            "Shows what an experiment has found so far: champion and challenger on rows that were dealt by chance.",
            "Says whether it may be decided today, at its horizon, or not yet."
        },
        footer = {"", "Example:", "  ./waybill experiment -p demo", "  ./waybill experiment -p demo --json"})
final class ExperimentCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--from", paramLabel = "DATE", description = "Leaves out earlier event dates.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "Leaves out later event dates.")
    private @Nullable LocalDate to;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ExperimentCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        ExperimentEvidence found = found(invocation.pipeline(options));
        if (common.json) {
            invocation.out().println(JsonFile.text(found));
        } else {
            ExperimentText.lines(found, invocation.terminal()).forEach(invocation.out()::println);
        }
        return ExitCode.DONE.number();
    }

    private ExperimentEvidence found(Pipeline pipeline) {
        Experiments.Params params = pipeline.params().bind(Experiments.Params.class);
        DateBounds range = new DateBounds(Optional.ofNullable(from), Optional.ofNullable(to));
        try (Display display = invocation.display(common.json)) {
            return Experiments.of(params, range, invocation.open(pipeline, options, display::doing));
        }
    }
}
