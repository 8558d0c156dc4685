package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.RawPath;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.demo.GenerateTrips;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.StageGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files that stages read and none makes: whether they are there, before Spark starts. Those elsewhere are not looked at. */
public final class RawFiles {

    private final Pipeline pipeline;
    private final StageGraph graph;
    private final LocalPaths paths;
    private final BuiltSources sources;

    RawFiles(Pipeline pipeline, StageGraph graph) {
        this.pipeline = pipeline;
        this.graph = graph;
        this.sources = BuiltSources.ofThisProgram(pipeline.home());
        this.paths = LocalPaths.of(pipeline, System.getProperties());
    }

    /** What stages read by params, each with the stage, that is neither there nor made by any stage. */
    List<StageProblem> missing(List<Stage> stages) {
        return stages.stream()
                .flatMap(
                        stage -> pipeline.step(stage).stream().flatMap(step -> missing(stage, step.job(), raw -> true)))
                .toList();
    }

    /** As {@link #missing}, of all stages, and before those the dependencies of which that holds. */
    public List<StageProblem> missingWithDeps() {
        return graph.ordered().stream().flatMap(this::missingWithDeps).toList();
    }

    private Stream<StageProblem> missingWithDeps(Stage stage) {
        List<Dep> deps = stage.deps().stream().filter(this::isMissing).toList();
        Stream<StageProblem> paths = pipeline.step(stage).stream()
                .flatMap(step -> missing(stage, step.job(), raw -> deps.stream().noneMatch(dep -> holds(dep, raw))));
        return Stream.concat(deps.stream().map(dep -> missing(stage, dep)), paths);
    }

    private boolean isMissing(Dep dep) {
        return !Files.exists(dep.path())
                && !isMade(dep.path())
                && sources.find(dep.path(), dep.written()).isEmpty();
    }

    /** Refuses a job by itself whose files are not there. */
    public void require(Step step) {
        reads(step.job()).filter(raw -> !paths.isThere(raw.path())).findFirst().ifPresent(raw -> {
            throw Refusal.mistake(
                    "source.missing",
                    "Cannot run %s: %s".formatted(step.job().name(), what(raw)),
                    remedy(paths.stem(raw.path()), "Put the data there, or correct the path."));
        });
    }

    /** What a stage reads without depending on it: when that changes, neither DVC nor repro would run the stage again. */
    List<String> unlike(Stage stage) {
        return pipeline.step(stage).stream()
                .flatMap(step -> reads(step.job()))
                .filter(raw ->
                        !raw.format().equals("delta") && stage.deps().stream().noneMatch(dep -> holds(dep, raw)))
                .map(raw ->
                        "Stage '%s' (%s) does not run again when %s (%s) changes, which its job reads: write '- %s' in the stage's deps."
                                .formatted(
                                        stage.name(),
                                        stage.place(),
                                        raw.path(),
                                        raw.key(),
                                        stage.directory().relativize(paths.stem(raw.path()))))
                .distinct()
                .toList();
    }

    static StageProblem missing(Stage stage, Dep dep) {
        return new StageProblem(
                stage,
                "dvc.missing-dep",
                "%s, which it reads, is not there, and no stage makes it.".formatted(dep.written()),
                remedy(dep.path(), "Put it there, or correct the stage's deps."));
    }

    private Stream<StageProblem> missing(Stage stage, Job<?, ?> job, Predicate<RawPath> asked) {
        return reads(job)
                .filter(asked)
                .filter(raw -> !paths.isThere(raw.path()) && !isMade(paths.stem(raw.path())))
                .map(raw -> new StageProblem(
                        stage,
                        "source.missing",
                        what(raw),
                        remedy(paths.stem(raw.path()), "Put the data there, or correct the path.")));
    }

    private String what(RawPath raw) {
        return "%s (%s) is %s, and no such file or folder is there."
                .formatted(raw.key(), pipeline.params().place(raw.key()), raw.path());
    }

    private static String remedy(Path path, String otherwise) {
        return path.endsWith(GenerateTrips.FOLDER) ? "Run ./waybill demo, which makes it." : otherwise;
    }

    private Stream<RawPath> reads(Job<?, ?> job) {
        return reads(job, pipeline.params()).stream().filter(raw -> paths.isLocal(raw.path()));
    }

    private static <P extends Record> List<RawPath> reads(Job<P, ?> job, Params params) {
        return job.rawPaths(params.bind(job.params()));
    }

    private boolean isMade(Path path) {
        return graph.ordered().stream()
                .flatMap(stage -> stage.outs().stream())
                .map(Out::path)
                .anyMatch(out -> path.startsWith(out) || out.startsWith(path));
    }

    /** A glob may also be covered by the files that it matches, one by one. */
    private boolean holds(Dep dep, RawPath raw) {
        return paths.stem(raw.path()).startsWith(dep.path())
                || (LocalPaths.isGlob(raw.path()) && dep.path().startsWith(paths.stem(raw.path())));
    }
}
