package dev.waybill.pipelines.engine;

import dev.waybill.common.conf.Params;
import dev.waybill.common.conf.Platform;
import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.job.Job;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.DvcFile;
import dev.waybill.pipelines.dvc.ParamValues;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.StageGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline's folder. Before it gives out anything to run, all of it is checked: what could be known to be wrong is
 * refused before the first step starts.
 *
 * @param folder that holds its dvc.yaml and params.yaml
 * @param jobs all that there are
 */
public record Pipeline(Path home, String name, Path folder, Params params, List<Job<?, ?>> jobs) {

    /** Reads a pipeline's params; checks nothing but that they are there. */
    public static Pipeline load(Path home, String name, String env, List<String> overrides, List<Job<?, ?>> jobs) {
        Path folder = Params.folder(home, name);
        return new Pipeline(home, name, folder, Params.load(home, name, env, overrides), jobs);
    }

    public Platform platform() {
        return params.bind(Platform.class);
    }

    /**
     * The stages of dvc.yaml in order, every one of them checked.
     *
     * @param names only these and all that they need; none means all
     */
    public List<Step> steps(List<String> names) {
        checkParams();
        StageGraph graph = new StageGraph(DvcFile.read(home, folder));
        List<Stage> all = graph.ordered();
        ParamValues values = new ParamValues(home);
        all.forEach(values::of);
        all.forEach(this::step);
        List<Stage> chosen = names.isEmpty() ? all : graph.upTo(names);
        return chosen.stream().map(this::step).toList();
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

    private Step step(Stage stage) {
        String job = StageCommand.of(stage, home, name).job();
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
        return jobs.stream().filter(job -> job.name().equals(name)).findFirst();
    }

    private String suggestion(String job) {
        return Suggestion.sentence(job, jobs.stream().map(Job::name).toList());
    }

    /** Every section that any job reads, also one that no stage runs: a typing error is none the better for that. */
    private void checkParams() {
        List<Class<? extends Record>> sections = new ArrayList<>();
        sections.add(Platform.class);
        jobs.forEach(job -> sections.add(job.params()));
        params.check(sections);
    }
}
