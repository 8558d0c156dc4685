package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A stage as dvc.yaml declares it, its templates filled in. Paths are absolute and normal, so that one stage's output is
 * another's dependency by being equal; beside each stands how dvc.yaml writes it, which is how dvc.lock calls it.
 *
 * @param name {@code train}, or {@code train@small} where {@code foreach} or {@code matrix} makes several of one
 * @param place where it stands: {@code pipelines/green-taxi/dvc.yaml:12}
 * @param directory that {@code wdir} names: where the command runs and where written paths start
 * @param frozen never run, whatever changed in what it depends on
 * @param alwaysChanged run every time
 * @param meta what DVC keeps for others to use
 */
public record Stage(
        String name,
        String place,
        Cmd cmd,
        Path directory,
        List<Dep> deps,
        List<ParamsFile> params,
        List<Out> outs,
        Optional<String> desc,
        boolean frozen,
        boolean alwaysChanged,
        JsonNode meta) {

    /** A file or a folder that a stage reads. */
    public record Dep(String written, Path path) {}

    /**
     * A file of params that a stage depends on; a stage names each file once.
     *
     * @param keys dotted, in the order of dvc.yaml; none means all of the file
     */
    public record ParamsFile(String written, Path path, List<String> keys) {}

    /**
     * What a stage writes. Metrics and plots are outputs that DVC also shows.
     *
     * @param cache whether DVC keeps a copy
     * @param persist whether it stays there when the stage runs again; others are removed before
     */
    public record Out(String written, Path path, Kind kind, boolean cache, boolean persist) {}

    /** The list of a stage under which an output stands. */
    public enum Kind {
        outs,
        metrics,
        plots
    }

    /** The name as that of a file: what a loop puts into it may hold anything, such as a path. */
    public String fileName() {
        return name.replace('/', '_');
    }

    /** One or more commands, run by DVC through a shell in {@code directory}. */
    public List<String> commands() {
        return cmd.lines();
    }
}
