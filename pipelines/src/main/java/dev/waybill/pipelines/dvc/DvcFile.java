package dev.waybill.pipelines.dvc;

import dev.waybill.common.file.YamlFile;
import dev.waybill.common.file.YamlReader;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage.ParamsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A {@code dvc.yaml}: DVC's own format (dvc 3), read strictly, its templates filled in and its loops unrolled.
 *
 * @param name as people know the file: {@code pipelines/green-taxi/dvc.yaml}
 * @param stages in the order of the file
 * @param params files that it names beside those of the stages, for DVC's displays
 * @param metrics likewise
 * @param templated the values from files that its templates use
 */
public record DvcFile(
        String name, List<Stage> stages, List<Path> params, List<Path> metrics, List<ParamsFile> templated) {

    /** What the file is called. */
    public static final String NAME = "dvc.yaml";

    private static final Set<String> KEYS =
            Set.of("stages", "vars", "params", "metrics", "plots", "artifacts", "datasets");
    private static final Set<String> PLOT_KEYS = Set.of("x", "y", "x_label", "y_label", "title", "template");
    private static final Set<String> ARTIFACT_KEYS = Set.of("path", "desc", "type", "labels", "meta");

    /**
     * Reads the file of a pipeline.
     *
     * @param home DVC's root
     * @param folder that holds it
     * @throws dev.waybill.common.refusal.Refusal for keys, values and templates that DVC would refuse, all at once
     */
    public static DvcFile read(Path home, Path folder) {
        return read(home, folder, new WorkingTree(home));
    }

    /** As {@link #read(Path, Path)}, from another revision. */
    public static DvcFile read(Path home, Path folder, FileTree files) {
        Path beside = folder.toAbsolutePath().normalize();
        return read(yaml(files, beside.resolve(NAME)), home.toAbsolutePath().normalize(), beside, files);
    }

    private static YamlFile yaml(FileTree files, Path file) {
        String name = files.name(file);
        String text = files.text(file)
                .orElseThrow(() -> Refusal.mistake(
                        "yaml.missing", "Cannot read " + name + ": no such file.", "Create it, or correct the name."));
        return YamlReader.exact(name, text);
    }

    private static DvcFile read(YamlFile file, Path root, Path folder, FileTree files) {
        StrictNode top = StrictNode.root(file);
        top.onlyKeys(KEYS);
        checkPlots(top.child("plots"));
        checkArtifacts(top.child("artifacts"));
        Vars vars = Vars.of(files, folder, top.child("vars"));
        List<StageDefinition> definitions = children(top.child("stages")).stream()
                .map(node -> new StageDefinition(node, root, folder, vars))
                .toList();
        return new DvcFile(
                file.name(),
                StageDefinition.readAll(definitions, file.name()),
                paths(top.child("params"), vars, folder),
                paths(top.child("metrics"), vars, folder),
                vars.used());
    }

    private static List<Path> paths(StrictNode list, Vars vars, Path folder) {
        return list.items().stream()
                .map(item -> Template.fill(item, vars, Template.Use.VALUE).text())
                .map(text -> folder.resolve(text).normalize())
                .toList();
    }

    /** Only DVC shows plots: a file, or an id with what to draw of it. */
    private static void checkPlots(StrictNode plots) {
        for (StrictNode plot : plots.items()) {
            if (!plot.node().isTextual()) {
                plot.children().stream()
                        .filter(StrictNode::isPresent)
                        .forEach(definition -> definition.onlyKeys(PLOT_KEYS));
            }
        }
    }

    private static void checkArtifacts(StrictNode artifacts) {
        children(artifacts).forEach(artifact -> {
            artifact.onlyKeys(ARTIFACT_KEYS);
            if (!artifact.child("path").isPresent()) {
                throw artifact.wrong("has no 'path'");
            }
        });
    }

    private static List<StrictNode> children(StrictNode node) {
        return node.isPresent() ? node.children() : List.of();
    }
}
