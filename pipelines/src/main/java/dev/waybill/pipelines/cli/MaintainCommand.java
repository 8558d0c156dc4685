package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.audit.Maintenance;
import dev.waybill.jobs.audit.NeededVersion;
import dev.waybill.pipelines.engine.Pipeline;
import java.io.PrintStream;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "maintain",
        description = {
            "Compacts a pipeline's tables, and vacuums them but for the versions that registered models and published",
            "scores are from. No stage is due afterwards."
        },
        footer = {
            "",
            "Example:",
            "  ./waybill maintain -p demo --dry-run",
            "  ./waybill maintain -p demo --keep-days 30"
        })
final class MaintainCommand implements Callable<Integer> {

    /** Delta's own limit: what a long run reads, or an unfinished one wrote, is not older. */
    private static final int LEAST_DAYS = 7;

    /** The section of params.yaml that names the clean rows. */
    public record Params(Source source) {}

    private final Invocation invocation;

    @Option(
            names = "--keep-days",
            paramLabel = "N",
            defaultValue = "7",
            description =
                    "Whatever was in a table within so many days stays; ${DEFAULT-VALUE} if not given, and no fewer.")
    private int days;

    @Option(names = "--dry-run", description = "Only says what would go.")
    private boolean dryRun;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    MaintainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        requireDays();
        Pipeline pipeline = invocation.pipeline(options);
        Maintenance done = invocation.holding(pipeline, () -> maintain(pipeline));
        if (common.json) {
            invocation.out().println(JsonFile.text(done));
        } else {
            print(done, invocation.out());
        }
        return ExitCode.DONE.number();
    }

    private void requireDays() {
        if (days < LEAST_DAYS) {
            throw Refusal.mistake(
                    "usage.invalid",
                    "Cannot keep %d days: a run may still read what was replaced in the last %d."
                            .formatted(days, LEAST_DAYS),
                    "Give --keep-days a number from %d.".formatted(LEAST_DAYS));
        }
    }

    private Maintenance maintain(Pipeline pipeline) {
        String clean = pipeline.params().bind(Params.class).source().table();
        try (Display display = invocation.display(common.json)) {
            return Maintenance.of(
                    clean, Duration.ofDays(days), dryRun, invocation.openToWrite(pipeline, options, display::doing));
        }
    }

    private static void print(Maintenance done, PrintStream out) {
        done.kept().stream().map(MaintainCommand::text).forEach(out::println);
        out.println(files(done.compacted(), done.dryRun() ? "would be compacted" : "are compacted"));
        out.println(files(done.removed(), done.dryRun() ? "would go" : "are gone"));
    }

    private static String files(SortedMap<String, Long> byTable, String what) {
        long all = byTable.values().stream().mapToLong(Long::longValue).sum();
        String tables = byTable.entrySet().stream()
                .filter(table -> table.getValue() > 0)
                .map(table -> "%d of %s".formatted(table.getValue(), table.getKey()))
                .collect(Collectors.joining(", "));
        return "%d files %s%s".formatted(all, what, tables.isEmpty() ? "" : ": " + tables);
    }

    private static String text(NeededVersion version) {
        return "%s %s, since %s"
                .formatted(
                        version.at(),
                        version.there() ? "is kept" : "should be kept and is no longer there whole",
                        String.join(" and ", version.reasons()));
    }
}
