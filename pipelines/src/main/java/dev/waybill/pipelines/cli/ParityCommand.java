package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.parity.Parity;
import dev.waybill.serving.predict.PredictionCounts;
import dev.waybill.serving.predict.ServedPipeline;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "parity",
        description = {
            "Asks for predictions of rows that batch-score has scored, and compares all that both say, to the last bit.",
            "The published features have to be as of the date: job publish-features --date the day before."
        },
        footer = {
            "",
            "Ends with 0 if all rows are the same, 6 if one differs.",
            "",
            "Example:",
            "  ./waybill job publish-features -p demo --date 2024-03-24",
            "  ./waybill parity -p demo --date 2024-03-25"
        })
final class ParityCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Option(names = "--date", paramLabel = "DATE", required = true, description = "Compares rows of this event date.")
    private @Nullable LocalDate date;

    @Option(names = "--rows", paramLabel = "N", description = "Compares so many at most; 10000 if not given.")
    private int rows = 10_000;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ParityCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        Parity parity;
        try (Display display = invocation.display(common.json)) {
            JobContext context = invocation.open(pipeline, options, display::doing);
            try (ServedPipeline served = ServedPipelines.open(
                    pipeline,
                    ServedPipelines.settings(
                                    pipeline,
                                    1,
                                    1,
                                    invocation.runId(),
                                    invocation.surroundings().environment())
                            .championAlone(),
                    new PredictionCounts(new PrometheusRegistry()),
                    Optional.empty(),
                    context.clock())) {
                display.doing("comparing");
                parity = Parity.of(
                        served, wanted(served), rows, pipeline.params().bind(Prepare.Params.class), context);
            }
        }
        if (parity.rows() == 0) {
            throw Refusal.mistake(
                    "parity.nothing-scored",
                    "Cannot compare: table scored has no rows of %s by %s.".formatted(date, parity.model()),
                    "Run ./waybill job batch-score -p %s --date %s.".formatted(pipeline.name(), date));
        }
        print(parity);
        return (parity.differing() == 0 ? ExitCode.DONE : ExitCode.NOT_REPRODUCED).number();
    }

    private LocalDate wanted(ServedPipeline served) {
        LocalDate published = served.featuresAsOf();
        if (date == null || !published.equals(date)) {
            throw Refusal.mistake(
                    "parity.other-day",
                    "Cannot compare rows of %s: the published features are as of %s.".formatted(date, published),
                    "Run ./waybill job publish-features -p %s --date %s."
                            .formatted(served.name(), date == null ? "D" : date.minusDays(1)));
        }
        return date;
    }

    private void print(Parity parity) {
        if (common.json) {
            invocation.out().println(JsonFile.text(parity));
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d rows of %s asked online: %s what %s says in table scored, in %d columns.",
                parity.rows(),
                parity.date(),
                parity.differing() == 0
                        ? "all bit for bit"
                        : String.format(Locale.ROOT, "%,d of them not", parity.differing()),
                parity.model(),
                parity.columns().size()));
        parity.differences().forEach((column, count) -> lines.add("  %s differs in %d".formatted(column, count)));
        parity.examples().forEach(example -> lines.add("  " + example));
        lines.forEach(invocation.out()::println);
    }
}
