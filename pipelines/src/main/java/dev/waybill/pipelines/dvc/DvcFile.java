package dev.waybill.pipelines.dvc;

import dev.waybill.common.conf.YamlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A {@code dvc.yaml}: DVC's own format (dvc 3, {@code dvc/schema.py}), read strictly.
 *
 * @param name as people know the file: {@code pipelines/green-taxi/dvc.yaml}
 * @param stages in the order of the file
 */
public record DvcFile(String name, List<Stage> stages) {

    /** Beside the stages, DVC keeps here what only its displays and its registry read. */
    private static final Set<String> KEYS = Set.of("stages", "params", "metrics", "plots", "artifacts");

    /**
     * Reads the file of a pipeline.
     *
     * @throws dev.waybill.common.refusal.Refusal for a key or a value that DVC would refuse or that we cannot run
     */
    public static DvcFile read(Path home, Path folder) {
        YamlFile file = DvcYaml.read(home, folder.resolve("dvc.yaml"));
        StrictNode root = StrictNode.root(file);
        root.onlyKeys(KEYS);
        List<Stage> stages = root.child("stages").children().stream()
                .map(node -> StageReader.read(node, home, folder))
                .toList();
        return new DvcFile(file.name(), stages);
    }
}
