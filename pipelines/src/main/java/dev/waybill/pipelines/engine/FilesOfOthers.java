package dev.waybill.pipelines.engine;

import dev.waybill.common.params.Params;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds files of another pipeline in the stages of this one, as they are left over where its dvc.yaml was copied. A job
 * writes into its own pipeline's folder, reads its own tables there and its own params, whatever dvc.yaml says.
 */
final class FilesOfOthers {

    /** A file, and how dvc.yaml writes it. */
    private record Named(String written, Path path) {}

    private final Pipeline pipeline;
    private final Path folders;
    private final List<String> pipelines;

    FilesOfOthers(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.folders = pipeline.home().toAbsolutePath().normalize().resolve("pipelines");
        this.pipelines = Params.names(pipeline.home());
    }

    /** What of a stage that runs a job of ours is another pipeline's; empty if nothing is. */
    Optional<StageProblem> of(Stage stage) {
        List<Named> named = Stream.of(params(stage), deps(stage), outs(stage))
                .flatMap(all -> all)
                .filter(file -> owner(file.path).isPresent())
                .toList();
        return named.isEmpty() ? Optional.empty() : Optional.of(problem(stage, named));
    }

    private Stream<Named> params(Stage stage) {
        Path own = folders.resolve(pipeline.name()).resolve("params.yaml");
        boolean namesOwn = stage.params().stream().anyMatch(file -> file.path().equals(own));
        return stage.params().stream()
                .filter(file -> file.path().endsWith("params.yaml") && !namesOwn)
                .map(file -> new Named(file.written(), file.path()));
    }

    /** Another's table may be read as well; but not in place of the one that a stage here makes. */
    private Stream<Named> deps(Stage stage) {
        Set<Path> read = stage.deps().stream().map(Dep::path).collect(Collectors.toSet());
        return stage.deps().stream()
                .map(dep -> new Named(dep.written(), dep.path()))
                .filter(dep -> owner(dep.path).isPresent() && !read.contains(ours(dep.path)) && isMade(ours(dep.path)));
    }

    /** Asked of files that look left over alone, so that dvc.yaml is read once more for those only. */
    private boolean isMade(Path file) {
        return pipeline.graph().ordered().stream()
                .flatMap(stage -> stage.outs().stream())
                .map(Out::path)
                .anyMatch(file::equals);
    }

    private static Stream<Named> outs(Stage stage) {
        return stage.outs().stream().map(out -> new Named(out.written(), out.path()));
    }

    private StageProblem problem(Stage stage, List<Named> named) {
        Named first = named.get(0);
        String more = named.size() == 1 ? "" : " and %d more".formatted(named.size() - 1);
        return new StageProblem(
                stage,
                "dvc.file-of-other-pipeline",
                "it names %s%s of pipeline '%s', but works in '%s'."
                        .formatted(first.written, more, owner(first.path).orElseThrow(), pipeline.name()),
                "Write %s there%s."
                        .formatted(
                                stage.directory().relativize(ours(first.path)), more.isEmpty() ? "" : ", and so on"));
    }

    /** The same file of this pipeline. */
    private Path ours(Path file) {
        Path inside = folders.relativize(file);
        Path own = folders.resolve(pipeline.name());
        return inside.getNameCount() == 1 ? own : own.resolve(inside.subpath(1, inside.getNameCount()));
    }

    /** The other pipeline in whose folder a file stands. */
    private Optional<String> owner(Path file) {
        return Optional.of(file)
                .filter(path -> path.startsWith(folders) && !path.equals(folders))
                .map(path -> folders.relativize(path).getName(0).toString())
                .filter(name -> !name.equals(pipeline.name()) && pipelines.contains(name));
    }
}
