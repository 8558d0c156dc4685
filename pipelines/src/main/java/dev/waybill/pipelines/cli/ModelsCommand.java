package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "models",
        description = "Lists the registered versions of a pipeline's model, with aliases and metrics.",
        footer = {"", "Example:", "  ./waybill models -p green-taxi", "  ./waybill models reproduce 3 -p green-taxi"})
final class ModelsCommand implements Callable<Integer> {

    private record Version(
            int version,
            Set<String> aliases,
            Instant createdAt,
            String runId,
            Map<String, Double> metrics,
            Map<String, String> tags) {}

    private record Model(String model, List<Version> versions) {}

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private final Invocation invocation;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private ModelsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /**
     * With the commands below it, or only them where one is called: picocli wants what this command requires even then.
     */
    static CommandLine line(Invocation invocation, List<String> words) {
        List<CommandLine> commands = List.of(
                new CommandLine(new ReproduceCommand(invocation)),
                new CommandLine(new ModelsPromoteCommand(invocation)),
                new CommandLine(new ModelsRollbackCommand(invocation)));
        return commands.stream()
                .filter(command -> words.size() > 1 && words.get(1).equals(command.getCommandName()))
                .map(command -> CommandGroup.of(invocation, command))
                .findFirst()
                .orElseGet(() -> withAll(invocation, commands));
    }

    private static CommandLine withAll(Invocation invocation, List<CommandLine> commands) {
        CommandLine all = new CommandLine(new ModelsCommand(invocation));
        commands.forEach(command -> all.addSubcommand(command.getCommandName(), command));
        return all;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        try (Tracking tracking =
                RunSetup.tracking(pipeline, invocation.surroundings().clock())) {
            List<Version> versions = tracking.versions(pipeline.name()).stream()
                    .map(version -> version(tracking, version))
                    .toList();
            show(new Model(pipeline.name(), versions));
        }
        return ExitCode.DONE.number();
    }

    private static Version version(Tracking tracking, ModelVersion registered) {
        return new Version(
                registered.version(),
                new TreeSet<>(registered.aliases()),
                registered.createdAt(),
                registered.runId(),
                new TreeMap<>(tracking.metrics(registered.runId())),
                new TreeMap<>(registered.tags()));
    }

    private void show(Model model) {
        if (common.json) {
            invocation.out().println(JsonFile.text(model));
        } else if (model.versions().isEmpty()) {
            invocation
                    .out()
                    .println("No version of %s is registered yet. Run ./waybill repro -p %s to train one."
                            .formatted(model.model(), model.model()));
        } else {
            table(model.versions()).lines(invocation.terminal()).forEach(invocation.out()::println);
        }
    }

    /** Leaves to JSON what nobody compares models by, and metrics of parts: {@code baselines.global_median.mae}. */
    private static TextTable table(List<Version> versions) {
        Set<String> metrics = new TreeSet<>();
        versions.forEach(version -> metrics.addAll(version.metrics().keySet()));
        metrics.removeIf(metric -> metric.contains(".") || metric.equals("rows"));
        List<TextTable.Column> columns = new ArrayList<>(List.of(
                new TextTable.Column("version", true),
                new TextTable.Column("aliases", false),
                new TextTable.Column("created", false)));
        metrics.forEach(metric -> columns.add(new TextTable.Column(metric, true)));
        return new TextTable(
                columns, versions.stream().map(version -> row(version, metrics)).toList());
    }

    private static List<String> row(Version version, Set<String> metrics) {
        List<String> cells = new ArrayList<>(List.of(
                String.valueOf(version.version()),
                String.join(", ", version.aliases()),
                DATE.format(version.createdAt())));
        for (String metric : metrics) {
            Double value = version.metrics().get(metric);
            cells.add(value == null ? "" : String.format(Locale.ROOT, "%.4g", value));
        }
        return cells;
    }
}
