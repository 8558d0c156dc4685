package dev.waybill.pipelines.engine;

import dev.waybill.common.job.Job;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Platform;
import dev.waybill.common.track.server.MlflowVariables;
import dev.waybill.pipelines.dvc.DvcFile;
import dev.waybill.pipelines.dvc.ParamValues;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.StageGraph;
import dev.waybill.pipelines.monitoring.Monitoring;
import dev.waybill.pipelines.notify.Notify;
import dev.waybill.serving.Serving;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A pipeline's folder. Before anything of it runs, all of it is checked: what could be known to be wrong is refused
 * before the first stage starts.
 *
 * @param folder that holds its dvc.yaml and params.yaml
 * @param mlflow what the environment says of the tracking store
 * @param jobs all that there are; asked for only to run or to check, since making them loads Spark's classes
 */
public record Pipeline(
        Path home, String name, Path folder, Params params, MlflowVariables mlflow, Supplier<List<Job<?, ?>>> jobs) {

    /** Reads a pipeline's params; checks nothing but that they are there. */
    public static Pipeline load(
            Path home, String name, String env, List<String> overrides, Supplier<List<Job<?, ?>>> jobs) {
        Path folder = Params.folder(home, name);
        Params params = Params.load(home, name, env, overrides);
        return new Pipeline(home, name, folder, params, MlflowVariables.of(Map.of()), jobs);
    }

    /** The same, where the environment says this of the tracking store. */
    public Pipeline with(MlflowVariables variables) {
        return new Pipeline(home, name, folder, params, variables, jobs);
    }

    public Platform platform() {
        return params.bind(Platform.class);
    }

    /** The stages of dvc.yaml and their order. */
    public StageGraph graph() {
        return new StageGraph(DvcFile.read(home, folder));
    }

    /**
     * Checks everything that can be known before a run: params of all jobs, unless only shells run here, and of all
     * stages that they name.
     */
    public void check(StageGraph graph) {
        if (graph.ordered().stream().anyMatch(StageCommand::isOurs)) {
            checkParams();
        }
        ParamValues values = new ParamValues(home);
        graph.ordered().forEach(stage -> {
            Set<String> optional = step(stage)
                    .map(step -> Set.copyOf(Params.optional(step.job().params())))
                    .orElse(Set.of());
            values.of(stage, optional::contains);
        });
    }

    /**
     * What DVC would do otherwise with these stages than is done here, in sentences that say what to write. Asks for no
     * job.
     */
    public List<String> remarks(List<Stage> stages) {
        ParamValues values = new ParamValues(home);
        return stages.stream()
                .flatMap(stage -> DvcRemarks.of(stage, values).stream())
                .toList();
    }

    /** As {@link #remarks} and {@link #unlike}, and what stages name that their jobs do not have. */
    public List<String> allRemarks(StageGraph graph) {
        Stream<String> needless = graph.ordered().stream().flatMap(stage -> needless(graph, stage));
        return Stream.of(remarks(graph.ordered()).stream(), unlike(graph.ordered()).stream(), needless)
                .flatMap(all -> all)
                .toList();
    }

    private Stream<String> needless(StageGraph graph, Stage stage) {
        return step(stage).stream()
                .flatMap(step -> Stream.of(
                        DvcRemarks.needless(stage, Params.sections(step.job().params()), folder.resolve("params.yaml")),
                        new JobFiles(this, graph).surplus(stage),
                        JobSources.of(step.job()).unlike(stage, home).stream().toList()))
                .flatMap(List::stream);
    }

    /** The files that stages read and none makes. */
    public RawFiles rawFiles() {
        return new RawFiles(this, graph());
    }

    /** What these stages' jobs read and write and the stages do not declare, each with the line to write. */
    public List<String> unlike(List<Stage> stages) {
        if (stages.isEmpty()) { // as where nothing had to run
            return List.of();
        }
        StageGraph graph = graph();
        RawFiles raw = new RawFiles(this, graph);
        JobFiles files = new JobFiles(this, graph);
        return stages.stream()
                .flatMap(stage -> Stream.of(unnamed(stage), raw.unlike(stage), files.missing(stage)))
                .flatMap(List::stream)
                .toList();
    }

    private List<String> unnamed(Stage stage) {
        return step(stage).stream()
                .flatMap(step ->
                        DvcRemarks.unnamed(stage, params.present(step.job().params()), folder.resolve("params.yaml"))
                                .stream())
                .toList();
    }

    /** What stages that call Waybill name of another pipeline's files. */
    public List<StageProblem> filesOfOthers(List<Stage> stages) {
        FilesOfOthers others = new FilesOfOthers(this);
        return stages.stream()
                .filter(StageCommand::isOurs)
                .map(others::of)
                .flatMap(Optional::stream)
                .toList();
    }

    /** One job by itself. */
    public Step step(String job) {
        checkParams();
        return new Step(
                job,
                "",
                find(job)
                        .orElseThrow(() ->
                                Refusal.mistake("job.unknown", "Cannot find job '" + job + "'.", suggestion(job))));
    }

    /** The job that a stage's command runs in this pipeline; empty for any other command, which a shell runs. */
    Optional<Step> step(Stage stage) {
        return StageCommand.of(stage, home, name).map(command -> step(stage, command.job()));
    }

    private Step step(Stage stage, String job) {
        return new Step(
                stage.name(),
                stage.desc().orElse(""),
                find(job)
                        .orElseThrow(() -> Refusal.mistake(
                                "job.unknown",
                                "Cannot run stage '%s' (%s): there is no job '%s'."
                                        .formatted(stage.name(), stage.place(), job),
                                suggestion(job))));
    }

    private Optional<Job<?, ?>> find(String name) {
        return jobs.get().stream().filter(job -> job.name().equals(name)).findFirst();
    }

    private String suggestion(String job) {
        return Suggestion.sentence(job, jobs.get().stream().map(Job::name).toList());
    }

    /** Every section that any job reads, also one that no stage runs: a typing error is none the better for that. */
    private void checkParams() {
        List<Class<? extends Record>> sections = new ArrayList<>();
        sections.add(Platform.class);
        sections.add(Monitoring.Section.class);
        sections.add(Notify.Section.class);
        sections.add(Serving.Section.class);
        jobs.get().forEach(job -> sections.add(job.params()));
        params.check(sections);
    }
}
