package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.StageGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What of a pipeline's folder the jobs of its stages read and write, beside what these stages declare. */
record JobFiles(Pipeline pipeline, StageGraph graph) {

    /** What a stage's job has and the stage does not declare, each with the line to write. */
    List<String> missing(Stage stage) {
        return pipeline.step(stage).stream()
                .flatMap(step -> Stream.concat(missingDeps(stage, step.job()), missingOuts(stage, step.job())))
                .toList();
    }

    /** What a stage declares as an output in the pipeline's folder and its job does not write. */
    List<String> surplus(Stage stage) {
        return pipeline.step(stage).stream()
                .map(step -> writes(step.job()))
                .filter(writes -> !writes.isEmpty()) // a job that does not say
                .flatMap(writes -> surplus(stage, writes))
                .toList();
    }

    /** Only what another stage makes: what none makes did not change, or is looked for as a raw file. */
    private Stream<String> missingDeps(Stage stage, Job<?, ?> job) {
        return reads(job).stream()
                .map(this::path)
                .filter(file -> isMadeByAnother(stage, file))
                .filter(file -> stage.deps().stream().noneMatch(dep -> file.startsWith(dep.path())))
                .map(file ->
                        "Stage '%s' (%s) does not run again when %s changes, which its job reads: write '- %s' in the stage's deps."
                                .formatted(stage.name(), stage.place(), written(stage, file), written(stage, file)));
    }

    private Stream<String> missingOuts(Stage stage, Job<?, ?> job) {
        return writes(job).stream()
                .filter(artifact -> graph.ordered().stream().noneMatch(declares(path(artifact))))
                .map(artifact ->
                        "Stage '%s' (%s) does not declare %s, which its job writes: write '- %s: {cache: false}' in the stage's %s."
                                .formatted(
                                        stage.name(),
                                        stage.place(),
                                        written(stage, path(artifact)),
                                        written(stage, path(artifact)),
                                        artifact.kind()));
    }

    private Stream<String> surplus(Stage stage, List<Artifact> writes) {
        return stage.outs().stream()
                .filter(out -> out.path().startsWith(folder()))
                .filter(out ->
                        writes.stream().noneMatch(artifact -> path(artifact).startsWith(out.path())))
                .map(out -> "Stage '%s' (%s) declares %s, which its job does not write: take it from the stage's outs."
                        .formatted(stage.name(), stage.place(), out.written()));
    }

    private boolean isMadeByAnother(Stage stage, Path file) {
        return graph.ordered().stream().filter(other -> !other.equals(stage)).anyMatch(declares(file));
    }

    private static Predicate<Stage> declares(Path file) {
        return stage -> stage.outs().stream().map(Out::path).anyMatch(file::startsWith);
    }

    private <P extends Record> List<Artifact> reads(Job<P, ?> job) {
        return job.reads(pipeline.params().bind(job.params()));
    }

    private <P extends Record> List<Artifact> writes(Job<P, ?> job) {
        return job.writes(pipeline.params().bind(job.params()));
    }

    private Path path(Artifact artifact) {
        return folder().resolve(artifact.path());
    }

    private Path folder() {
        return pipeline.folder().toAbsolutePath().normalize();
    }

    private static String written(Stage stage, Path file) {
        return stage.directory().relativize(file).toString().replace('\\', '/');
    }
}
