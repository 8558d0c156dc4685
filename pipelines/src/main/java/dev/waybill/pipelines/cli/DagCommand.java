package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.dvc.DvcFile;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.StageGraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dag",
        description = "Draws which stage of a pipeline needs which.",
        footer = {"", "Example:", "  ./waybill dag -p green-taxi", "  ./waybill dag -p green-taxi --mermaid"})
final class DagCommand implements Callable<Integer> {

    /** At most one of them. */
    private static final class Form {

        @Option(names = "--mermaid", description = "Print it for Mermaid, as dvc dag --mermaid does.")
        private boolean mermaid;

        @Option(names = "--dot", description = "Print it for Graphviz.")
        private boolean dot;
    }

    private record Node(String stage, List<String> needs) {}

    private record Dag(String pipeline, List<Node> stages) {}

    private final Invocation invocation;

    @ArgGroup
    private final Form form = new Form();

    @Mixin
    private final PipelineName name = new PipelineName();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DagCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Path home = invocation.home();
        DvcFile file = DvcFile.read(home, Params.folder(home, name.pipeline));
        StageGraph graph = new StageGraph(file);
        List<Stage> ordered = graph.ordered();
        if (common.json) {
            invocation.out().println(JsonFile.text(dag(needs(ordered, graph))));
        } else if (form.mermaid) {
            invocation.out().print(DagForms.mermaid(needs(file.stages(), graph)));
        } else if (form.dot) {
            invocation.out().print(DagForms.dot(needs(file.stages(), graph)));
        } else {
            DagText.of(needs(ordered, graph)).lines().forEach(invocation.out()::println);
        }
        return ExitCode.DONE.number();
    }

    private Dag dag(Map<String, List<String>> needs) {
        return new Dag(
                name.pipeline,
                needs.entrySet().stream()
                        .map(stage -> new Node(stage.getKey(), stage.getValue()))
                        .toList());
    }

    private static Map<String, List<String>> needs(List<Stage> stages, StageGraph graph) {
        Map<String, List<String>> needs = new LinkedHashMap<>();
        stages.forEach(stage -> needs.put(
                stage.name(), graph.needs(stage).stream().map(Stage::name).toList()));
        return needs;
    }
}
