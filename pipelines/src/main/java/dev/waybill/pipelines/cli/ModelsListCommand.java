package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.engine.Pipeline;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "Lists the registered versions of a pipeline's model, with aliases and metrics.",
        footer = {
            "",
            "What ./waybill models does where no other command follows.",
            "",
            "Example:",
            "  ./waybill models -p green-taxi",
            "  ./waybill models reproduce 3 -p green-taxi",
            "  ./waybill models sync -p green-taxi"
        })
final class ModelsListCommand implements Callable<Integer> {

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

    ModelsListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        show(new Model(pipeline.name(), invocation.tracking(pipeline, tracking -> versions(pipeline, tracking))));
        return ExitCode.DONE.number();
    }

    private static List<Version> versions(Pipeline pipeline, Tracking tracking) {
        return tracking.versions(pipeline.name()).stream()
                .map(version -> version(tracking, version))
                .toList();
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

    private static TextTable table(List<Version> versions) {
        Set<String> metrics = new TreeSet<>();
        versions.forEach(version ->
                metrics.addAll(ModelMetrics.ofQuality(version.metrics()).keySet()));
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
