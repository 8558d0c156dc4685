package dev.waybill.pipelines.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A stage as dvc.yaml declares it. Paths are absolute and normal, so that one stage's output is another's dependency by
 * being equal.
 *
 * @param place where it stands: {@code pipelines/green-taxi/dvc.yaml:12}
 * @param commands one or more, run by DVC through a shell in {@code directory}
 * @param directory that {@code wdir} names
 */
public record Stage(
        String name,
        String place,
        List<String> commands,
        Path directory,
        List<Path> deps,
        List<ParamsFile> params,
        List<Out> outs,
        Optional<String> desc) {

    /** Keys of a params file that a stage depends on; none named means all of it. */
    public record ParamsFile(Path path, List<String> keys) {}

    /** What a stage writes. Metrics and plots are outputs that DVC also shows. */
    public record Out(Path path, Kind kind, boolean cache, boolean persist) {}

    /** The list of a stage under which an output stands. */
    public enum Kind {
        outs,
        metrics,
        plots
    }

    /** Whether this stage reads what another one writes: the same path, or one inside the other. */
    boolean needs(Stage other) {
        return deps.stream()
                .anyMatch(dep -> other.outs.stream()
                        .anyMatch(
                                out -> dep.startsWith(out.path()) || out.path().startsWith(dep)));
    }
}
