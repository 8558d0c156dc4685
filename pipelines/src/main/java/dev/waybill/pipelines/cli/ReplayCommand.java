package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.night.NightReport;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        description = {
            "Runs the nights of the past, one after the other, each seeing only what had come by then. The night before the",
            "first trains the model that is in charge of it. All goes to data/replay, and is made anew each time unless",
            "--resume is given: tables, models and files of the pipeline itself stay as they are."
        },
        footer = {"", "Example:", "  ./waybill replay -p green-taxi --from 2020-03-11 --to 2020-03-31"})
final class ReplayCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--from", paramLabel = "DATE", required = true, description = "The first event date.")
    private LocalDate from = LocalDate.MIN;

    @Option(names = "--to", paramLabel = "DATE", required = true, description = "The last event date.")
    private LocalDate to = LocalDate.MIN;

    @Option(
            names = "--resume",
            description = "Keep the nights of an earlier replay that broke off, and go on after them.")
    private boolean resume;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ReplayCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (to.isBefore(from)) {
            throw Refusal.mistake(
                    "replay.backwards",
                    "Cannot replay from %s to %s: that is backwards.".formatted(from, to),
                    "Give --from the earlier date.");
        }
        Pipeline pipeline = ReplayedNights.pipeline(invocation, options);
        Nights.source(pipeline);
        return invocation.holding(pipeline, () -> {
            List<NightReport> reports = new ArrayList<>();
            try (ReplayedNights nights = new ReplayedNights(invocation, pipeline, options, resume, common.json)) {
                from.minusDays(1).datesUntil(to.plusDays(1)).forEach(date -> reports.add(nights.run(date)));
                print(reports, nights.page());
            }
            return ExitCode.DONE.number();
        });
    }

    private void print(List<NightReport> reports, Path page) {
        if (common.json) {
            invocation.out().println(JsonFile.text(reports));
        } else {
            ReplayTable.lines(reports, invocation.terminal()).forEach(invocation.out()::println);
            invocation.out().println("All of it on a page: " + page);
        }
    }
}
