package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Params;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.RawPath;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.demo.GenerateTrips;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.Stage.Out;
import dev.waybill.pipelines.dvc.StageGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** The files that stages read and none makes: whether they are there, before Spark starts. Those elsewhere are not looked at. */
public final class RawFiles {

    /** As Spark takes a path for a pattern. */
    private static final Pattern GLOB = Pattern.compile("[{}\\[\\]*?\\\\]");

    private final Pipeline pipeline;
    private final StageGraph graph;
    private final Workspace workspace;
    private final BuiltSources sources;

    RawFiles(Pipeline pipeline, StageGraph graph) {
        this.pipeline = pipeline;
        this.graph = graph;
        this.sources = BuiltSources.ofThisProgram(pipeline.home());
        this.workspace = new Workspace(pipeline.home().toAbsolutePath().normalize(), pipeline.name(), "");
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
        reads(step.job()).filter(raw -> !isThere(raw)).findFirst().ifPresent(raw -> {
            throw Refusal.mistake(
                    "source.missing",
                    "Cannot run %s: %s".formatted(step.job().name(), what(raw)),
                    mend(prefix(raw), "Put the data there, or correct the path."));
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
                                        stage.directory().relativize(prefix(raw))))
                .distinct()
                .toList();
    }

    static StageProblem missing(Stage stage, Dep dep) {
        return new StageProblem(
                stage,
                "dvc.missing-dep",
                "%s, which it reads, is not there, and no stage makes it.".formatted(dep.written()),
                mend(dep.path(), "Put it there, or correct the stage's deps."));
    }

    private Stream<StageProblem> missing(Stage stage, Job<?, ?> job, Predicate<RawPath> asked) {
        return reads(job)
                .filter(asked)
                .filter(raw -> !isThere(raw) && !isMade(prefix(raw)))
                .map(raw -> new StageProblem(
                        stage,
                        "source.missing",
                        what(raw),
                        mend(prefix(raw), "Put the data there, or correct the path.")));
    }

    private String what(RawPath raw) {
        return "%s (%s) is %s, and no such file or folder is there."
                .formatted(raw.key(), pipeline.params().place(raw.key()), raw.path());
    }

    private static String mend(Path path, String otherwise) {
        return path.endsWith(GenerateTrips.FOLDER) ? "Run ./waybill demo, which makes it." : otherwise;
    }

    private Stream<RawPath> reads(Job<?, ?> job) {
        return reads(job, pipeline.params()).stream().filter(raw -> isLocal(raw.path()));
    }

    private static <P extends Record> List<RawPath> reads(Job<P, ?> job, Params params) {
        return job.reads(params.bind(job.params()));
    }

    private boolean isMade(Path path) {
        return graph.ordered().stream()
                .flatMap(stage -> stage.outs().stream())
                .map(Out::path)
                .anyMatch(out -> path.startsWith(out) || out.startsWith(path));
    }

    /** A glob may also be covered by the files that it matches, one by one. */
    private boolean holds(Dep dep, RawPath raw) {
        return prefix(raw).startsWith(dep.path())
                || (GLOB.matcher(raw.path()).find() && dep.path().startsWith(prefix(raw)));
    }

    /** The path, or of a glob the folder that all that it matches is in. */
    private Path prefix(RawPath raw) {
        String location = local(workspace.location(raw.path()));
        int glob = GLOB.matcher(location)
                .results()
                .map(found -> found.start())
                .findFirst()
                .orElse(-1);
        return Path.of(glob < 0 ? location : location.substring(0, location.lastIndexOf('/', glob) + 1))
                .normalize();
    }

    private boolean isThere(RawPath raw) {
        try {
            FileStatus[] found = FileSystem.getLocal(new Configuration())
                    .globStatus(new org.apache.hadoop.fs.Path(local(workspace.location(raw.path()))));
            return Optional.ofNullable(found).stream().anyMatch(files -> files.length > 0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at " + raw.path(), e);
        } catch (IllegalArgumentException e) { // no path to Hadoop, of which Spark will say more
            return true;
        }
    }

    private static boolean isLocal(String path) {
        return path.startsWith("file:") || !path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
    }

    private static String local(String location) {
        return location.replaceFirst("^file:(//)?(?=/)", "");
    }
}
