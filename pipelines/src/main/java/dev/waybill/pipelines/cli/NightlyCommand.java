package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.section.Source;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.night.NightReport;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "nightly",
        description = {
            "Runs the night of a date: takes in what came, scores, joins labels, looks for drift, and, where that is due,",
            "trains a model and puts it into production if it is better. Nights that were missed before it come first."
        },
        footer = {"", "Example:", "  ./waybill nightly -p green-taxi --date 2020-03-18"})
final class NightlyCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            description = "The event date, such as 2020-03-08; without it, yesterday in the time zone of the source.")
    private @Nullable LocalDate date;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final VerdictOptions verdicts = new VerdictOptions();

    @Mixin
    private final VerboseOption detail = new VerboseOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    NightlyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        Source source = Nights.source(pipeline);
        LocalDate night = Nights.over(
                Optional.ofNullable(date), source, invocation.surroundings().clock());
        Execution execution = new Execution(invocation, pipeline, options, common.json, detail.verbose);
        return invocation.holding(pipeline, () -> {
            Nights nights = execution.nights();
            NightReport report = nights.run(night);
            invocation.out().println(common.json ? JsonFile.text(report) : report.sentence());
            return verdicts.end(nights.outcomes()).number();
        });
    }
}
