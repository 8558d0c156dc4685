package dev.waybill.pipelines.engine;

import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.StageGraph;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which stages of a pipeline are meant.
 *
 * @param names none means all
 * @param extent what is meant beside the named ones
 */
public record Selection(List<String> names, Extent extent) {

    /** What beside the named stages. */
    public enum Extent {
        /** All that they need. */
        UPSTREAM,
        /** All that needs them, and nothing that they need. */
        DOWNSTREAM,
        /** Nothing. */
        SINGLE
    }

    public static Selection all() {
        return new Selection(List.of(), Extent.UPSTREAM);
    }

    /** The stages, each after those that it needs. */
    List<Stage> of(StageGraph graph) {
        if (names.isEmpty()) {
            return graph.ordered();
        }
        List<Stage> upstream = graph.upTo(names);
        return switch (extent) {
            case UPSTREAM -> upstream;
            case SINGLE ->
                upstream.stream().filter(stage -> names.contains(stage.name())).toList();
            case DOWNSTREAM -> downstream(graph);
        };
    }

    private List<Stage> downstream(StageGraph graph) {
        Set<String> reached = new HashSet<>(names);
        for (Stage stage : graph.ordered()) {
            if (graph.needs(stage).stream().map(Stage::name).anyMatch(reached::contains)) {
                reached.add(stage.name());
            }
        }
        return graph.ordered().stream()
                .filter(stage -> reached.contains(stage.name()))
                .toList();
    }
}
