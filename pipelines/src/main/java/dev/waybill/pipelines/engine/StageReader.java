package dev.waybill.pipelines.engine;

import dev.waybill.pipelines.engine.Stage.Kind;
import dev.waybill.pipelines.engine.Stage.Out;
import dev.waybill.pipelines.engine.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads one stage of a dvc.yaml. */
final class StageReader {

    private static final Set<String> KEYS = Set.of("cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "desc");
    private static final Set<String> OUT_KEYS =
            Set.of("cache", "persist", "remote", "push", "desc", "type", "labels", "meta");
    private static final Set<String> PLOT_KEYS =
            Set.of("cache", "persist", "template", "x", "y", "x_label", "y_label", "title", "header");

    private final StrictNode node;
    private final Path directory;

    private StageReader(StrictNode node, Path folder) {
        this.node = node;
        this.directory =
                folder.resolve(node.child("wdir").optionalText().orElse(".")).normalize();
    }

    /**
     * Reads the stage whose body stands at a node.
     *
     * @param folder that holds the dvc.yaml: where {@code wdir} starts
     */
    static Stage read(StrictNode node, Path folder) {
        node.onlyKeys(KEYS);
        return new StageReader(node, folder).stage();
    }

    private Stage stage() {
        return new Stage(
                node.key(),
                node.place(),
                commands(),
                directory,
                node.child("deps").items().stream().map(dep -> path(dep.text())).toList(),
                node.child("params").items().stream().map(this::params).toList(),
                outs(),
                node.child("desc").optionalText());
    }

    private List<String> commands() {
        StrictNode cmd = node.child("cmd");
        if (!cmd.isPresent()) {
            throw node.wrong("has no 'cmd'");
        }
        return cmd.node().isArray() ? cmd.items().stream().map(StrictNode::text).toList() : List.of(cmd.text());
    }

    /** Either a key of params.yaml, or a file with its keys. */
    private ParamsFile params(StrictNode item) {
        if (item.node().isValueNode()) {
            return new ParamsFile(path("params.yaml"), List.of(item.text()));
        }
        StrictNode file = item.onlyChild();
        return new ParamsFile(
                path(file.key()), file.items().stream().map(StrictNode::text).toList());
    }

    private List<Out> outs() {
        List<Out> outs = new ArrayList<>();
        Arrays.stream(Kind.values())
                .forEach(kind -> node.child(kind.name()).items().forEach(item -> outs.add(out(kind, item))));
        return List.copyOf(outs);
    }

    private Out out(Kind kind, StrictNode item) {
        if (item.node().isValueNode()) {
            return new Out(path(item.text()), kind, true, false);
        }
        StrictNode flags = item.onlyChild();
        flags.onlyKeys(kind == Kind.plots ? PLOT_KEYS : OUT_KEYS);
        return new Out(
                path(flags.key()),
                kind,
                flags.child("cache").flag(true),
                flags.child("persist").flag(false));
    }

    private Path path(String text) {
        return directory.resolve(text).normalize();
    }
}
