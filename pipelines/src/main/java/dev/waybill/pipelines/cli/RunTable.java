package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.cli.TextTable.Column;
import dev.waybill.pipelines.dvc.Change;
import dev.waybill.pipelines.dvc.FileTree;
import dev.waybill.pipelines.dvc.FlatValues;
import dev.waybill.pipelines.dvc.GitRevision;
import dev.waybill.pipelines.dvc.RevisionValues;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Kind;
import dev.waybill.pipelines.dvc.WorkingTree;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.engine.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run came to: its steps with their times and the rows of their tables; then the headline metrics, beside those
 * that were committed. A stage names its headline metrics in dvc.yaml, where DVC leaves room for such: {@code meta:
 * {headline: [mae]}}.
 */
record RunTable(Pipeline pipeline, Terminal terminal) {

    private static final String HEADLINE = "headline";
    private static final String COMMITTED = "HEAD";
    private static final String NOTHING = "-";

    /** @param verbose whether to say what Spark did instead of what the tables hold */
    List<String> steps(List<Outcome> outcomes, boolean verbose) {
        return verbose ? costs(outcomes) : rows(outcomes);
    }

    private List<String> rows(List<Outcome> outcomes) {
        List<Column> columns =
                List.of(new Column("Step", false), new Column("Time", true), new Column("Rows of its tables", false));
        return lines(
                columns,
                outcomes.stream()
                        .map(outcome -> List.of(outcome.step(), Elapsed.text(outcome.took()), rows(outcome)))
                        .toList());
    }

    private List<String> costs(List<Outcome> outcomes) {
        List<Column> columns = Stream.concat(
                        Stream.of(new Column("Step", false)),
                        Stream.of("Time", "Spark jobs", "Tasks", "Reading", "Computing", "Writing", "Planning")
                                .map(title -> new Column(title, true)))
                .toList();
        return lines(columns, outcomes.stream().map(RunTable::costs).toList());
    }

    private static List<String> costs(Outcome outcome) {
        return outcome.cost()
                .map(cost -> List.of(
                        outcome.step(),
                        Elapsed.text(outcome.took()),
                        String.valueOf(cost.jobs()),
                        String.valueOf(cost.tasks()),
                        Elapsed.text(cost.reading()),
                        Elapsed.text(cost.computing()),
                        Elapsed.text(cost.writing()),
                        Elapsed.text(cost.planning())))
                .orElseGet(() -> List.of(outcome.step(), Elapsed.text(outcome.took()), "", "", "", "", "", ""));
    }

    /** Nothing where no stage names a headline metric: then neither git nor the metrics are asked. */
    List<String> metrics(List<Stage> stages) {
        if (stages.stream().allMatch(stage -> stage.meta().path(HEADLINE).isEmpty())) {
            return List.of();
        }
        Map<Path, JsonNode> now = metrics(new WorkingTree(pipeline.home()));
        Map<Path, JsonNode> committed = committed().map(this::metrics).orElse(Map.of());
        List<List<String>> rows = new ArrayList<>();
        for (Stage stage : stages) {
            for (JsonNode name : stage.meta().path(HEADLINE)) {
                JsonNode before = value(committed, stage, name.asText());
                JsonNode after = value(now, stage, name.asText());
                rows.add(List.of(
                        name.asText(),
                        ComparedFiles.cell(before, true),
                        ComparedFiles.cell(after, true),
                        Change.difference(before, after)
                                .map(difference -> ComparedFiles.cell(difference, true))
                                .orElse(NOTHING)));
            }
        }
        List<Column> columns = List.of(
                new Column("Metric", false),
                new Column(COMMITTED, true),
                new Column("workspace", true),
                new Column("Change", true));
        return lines(columns, rows);
    }

    /** The first of the headline metrics as it is now: {@code mae 3.81}. */
    Optional<String> headline(List<Stage> stages) {
        Map<Path, JsonNode> now = metrics(new WorkingTree(pipeline.home()));
        return stages.stream()
                .filter(stage -> !stage.meta().path(HEADLINE).isEmpty())
                .findFirst()
                .map(stage -> {
                    String name = stage.meta().path(HEADLINE).path(0).asText();
                    return name + " " + ComparedFiles.cell(value(now, stage, name), true);
                });
    }

    private List<String> lines(List<Column> columns, List<List<String>> rows) {
        return new TextTable(columns, rows).lines(terminal);
    }

    private static String rows(Outcome outcome) {
        return outcome.rows().entrySet().stream()
                .map(table -> "%,d %s".formatted(table.getValue(), table.getKey()))
                .collect(Collectors.joining(", "));
    }

    private Map<Path, JsonNode> metrics(FileTree files) {
        return new RevisionValues(pipeline.home(), pipeline.folder(), files).metrics();
    }

    /** Nothing where git cannot tell, such as before the first commit. */
    private Optional<FileTree> committed() {
        try {
            return Optional.of(GitRevision.of(pipeline.home(), COMMITTED));
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    private static JsonNode value(Map<Path, JsonNode> metrics, Stage stage, String name) {
        return stage.outs().stream()
                .filter(out -> out.kind() == Kind.metrics)
                .flatMap(out ->
                        Optional.ofNullable(FlatValues.of(metrics.getOrDefault(out.path(), MissingNode.getInstance()))
                                        .get(name))
                                .stream())
                .findFirst()
                .orElse(NullNode.getInstance());
    }
}
