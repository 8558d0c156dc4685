package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.DvcLock;
import dev.waybill.pipelines.dvc.Hashes;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.ParamValues;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Dep;
import dev.waybill.pipelines.dvc.StageGraph;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of a pipeline would run, and why: from files alone, without Spark. */
public final class PipelineStatus implements AutoCloseable {

    private final Pipeline pipeline;
    private final StageGraph graph;
    private final Hashes hashes;
    private final StageFiles files;
    private final TablePointers tables;
    private final CheckedParams checked;
    /** As it was when this was opened, and after each stage that ran since: a run holds its pipeline. */
    private DvcLock lock;

    private PipelineStatus(Pipeline pipeline, Hashes hashes) {
        this.pipeline = pipeline;
        this.graph = pipeline.graph();
        this.hashes = hashes;
        EffectiveParams params = new EffectiveParams(
                new ParamValues(pipeline.home()),
                pipeline.folder().resolve("params.yaml"),
                pipeline.params().overlay());
        this.files = new StageFiles(hashes, params, BuiltSources.ofThisProgram(pipeline.home()));
        this.tables = TablePointers.of(pipeline);
        this.checked = CheckedParams.of(pipeline);
        this.lock = DvcLock.read(pipeline.home(), lockFile());
    }

    /**
     * Looks at what is there.
     *
     * @throws Refusal if the pipeline's files stand for tables elsewhere
     */
    public static PipelineStatus open(Pipeline pipeline, Clock clock) {
        Place.require(pipeline);
        return new PipelineStatus(pipeline, Hashes.open(pipeline.home(), clock));
    }

    /** The stages that are meant, each after those that it needs. */
    public List<Stage> stages(Selection selection) {
        return selection.of(graph);
    }

    /**
     * The state of stages, each after those that it needs.
     *
     * @param forced whether they have to run in any case
     */
    public List<StageStatus> of(List<Stage> stages, boolean forced) {
        List<StageStatus> states = new ArrayList<>();
        Set<String> due = new HashSet<>();
        for (Stage stage : stages) {
            StageStatus own =
                    forced ? new StageStatus(stage.name(), List.of(Reason.forced())) : of(stage, files.now(stage));
            StageStatus status = own.isUpToDate() && !stage.frozen() ? after(stage, due) : own;
            if (!status.isUpToDate()) {
                due.add(stage.name());
            }
            states.add(status);
        }
        return states;
    }

    /**
     * Checks all that can be known before stages run.
     *
     * @throws Refusal for params that are wrong, a job that there is not, or a file that is not there and that none of
     *     these stages will make
     */
    public void requireRunnable(List<Stage> stages) {
        pipeline.check(graph);
        checked.keep(pipeline.params());
        stages.forEach(stage -> requireDeps(stage, files.now(stage), stages));
        StageProblem.refuse(pipeline.name(), new RawFiles(pipeline, graph).missing(stages));
    }

    /** Whether just these params were found to be right before: then no job has to be loaded to check them. */
    public boolean isChecked() {
        return checked.holds(pipeline.params());
    }

    /** That a stage's files are there, or will be made by stages yet to come. */
    void requireDeps(Stage stage, LockedStage now, List<Stage> toCome) {
        for (Dep dep : stage.deps()) {
            if (now.dep(dep.written()).isEmpty()) {
                Optional<Stage> writer = writer(stage, dep);
                if (writer.isEmpty() || !toCome.contains(writer.get())) {
                    throw missing(stage, dep, writer);
                }
            }
        }
    }

    List<Stage> needs(Stage stage) {
        return graph.needs(stage);
    }

    /** The state of one stage, whatever stages before it would do. */
    StageStatus of(Stage stage, LockedStage now) {
        Changes changes =
                new Changes(stage, now, tables, dep -> writer(stage, dep).isPresent());
        return new StageStatus(stage.name(), changes.since(locked(stage)));
    }

    LockedStage now(Stage stage) {
        return files.now(stage);
    }

    /** What dvc.lock says of a stage. */
    Optional<LockedStage> locked(Stage stage) {
        return lock.stage(stage.name());
    }

    /** Writes down that a stage has run, as the last thing of all: until then it did not. */
    void ran(Stage stage, LockedStage before) {
        LockedStage after = files.after(stage, before);
        tables.keep(stage, hashes);
        lock = lock.with(stage.name(), after);
        lock.write(lockFile());
    }

    TablePointers tables() {
        return tables;
    }

    @Override
    public void close() {
        hashes.close();
    }

    private Path lockFile() {
        return pipeline.folder().resolve("dvc.lock");
    }

    private StageStatus after(Stage stage, Set<String> due) {
        return new StageStatus(
                stage.name(),
                graph.needs(stage).stream()
                        .map(Stage::name)
                        .filter(due::contains)
                        .map(Reason::upstream)
                        .toList());
    }

    private Optional<Stage> writer(Stage stage, Dep dep) {
        return graph.needs(stage).stream()
                .filter(other -> other.outs().stream()
                        .anyMatch(out ->
                                dep.path().startsWith(out.path()) || out.path().startsWith(dep.path())))
                .findFirst();
    }

    private static Refusal missing(Stage stage, Dep dep, Optional<Stage> writer) {
        return writer.map(other -> new StageProblem(
                        stage,
                        "dvc.missing-dep",
                        "%s, which it reads, is not there, and stage '%s' makes it."
                                .formatted(dep.written(), other.name()),
                        "Run that stage first."))
                .orElseGet(() -> RawFiles.missing(stage, dep))
                .refusal();
    }
}
