package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.dvc.FlatValues;
import dev.waybill.pipelines.dvc.RevisionValues;
import dev.waybill.pipelines.dvc.WorkingTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "show",
        description = "Prints the metrics that the stages of a pipeline wrote.",
        footer = {"", "Example:", "  ./waybill metrics show -p green-taxi"})
final class MetricsShowCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Mixin
    private final RevisionComparison.Shape shape = new RevisionComparison.Shape();

    MetricsShowCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Path home = invocation.home();
        Map<String, JsonNode> metrics = new TreeMap<>();
        new RevisionValues(home, Params.folder(home, shape.name.pipeline), new WorkingTree(home))
                .metrics()
                .forEach((file, values) -> metrics.put(RevisionComparison.shown(invocation, file), values));
        if (shape.common.json) {
            invocation.out().println(JsonFile.text(json(metrics)));
        } else if (!metrics.isEmpty()) {
            Map<String, Map<String, JsonNode>> flat = new TreeMap<>();
            metrics.forEach((file, values) -> flat.put(file, FlatValues.of(values)));
            int all = size(flat);
            flat.values().forEach(values -> values.values().removeIf(value -> !ComparedFiles.isMetric(value)));
            shape.print(invocation, table(flat), all - size(flat));
        }
        return ExitCode.DONE.number();
    }

    /** As DVC does for several revisions, of which this is the one without a name. */
    private static JsonNode json(Map<String, JsonNode> metrics) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode files = json.putObject("").putObject("data");
        metrics.forEach((file, values) -> {
            if (values.isMissingNode()) {
                files.putObject(file).putObject("error").put("type", "FileNotFoundError");
            } else {
                files.putObject(file).set("data", values);
            }
        });
        return json;
    }

    private static int size(Map<String, Map<String, JsonNode>> metrics) {
        return metrics.values().stream().mapToInt(Map::size).sum();
    }

    private static TextTable table(Map<String, Map<String, JsonNode>> metrics) {
        Set<String> names = new TreeSet<>();
        metrics.values().forEach(values -> names.addAll(values.keySet()));
        List<String> columns = new ArrayList<>(List.of("Path"));
        columns.addAll(names);
        List<List<String>> rows = new ArrayList<>();
        metrics.forEach((file, flat) -> {
            List<String> row = new ArrayList<>(List.of(file));
            names.forEach(name ->
                    row.add(ComparedFiles.cell(flat.getOrDefault(name, JsonNodeFactory.instance.missingNode()), true)));
            rows.add(row);
        });
        return TextTable.of(columns, rows);
    }
}
