package dev.waybill.pipelines.cli;

import dev.waybill.common.track.Tracking;
import dev.waybill.jobs.register.PendingRegistrations;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.StageGraph;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.RunSetup;
import dev.waybill.pipelines.engine.StageProblem;
import dev.waybill.pipelines.engine.WriteAccess;
import java.time.Clock;
import java.util.List;

/** Whether a pipeline could run: what it declares, where its tables and its models go. */
final class PipelineChecks {

    private PipelineChecks() {}

    static List<Finding> declared(Invocation invocation, Pipeline pipeline) {
        StageGraph graph = pipeline.graph();
        List<StageProblem> problems = new StageCommands(invocation, pipeline).all(graph.ordered());
        if (!problems.isEmpty()) {
            return findings(Finding.Level.FAIL, pipeline.name(), problems);
        }
        pipeline.check(graph);
        List<String> remarks = pipeline.allRemarks(graph);
        if (!remarks.isEmpty()) {
            return List.of(Finding.warn(
                    pipeline.name(), "params.yaml and dvc.yaml can be run here", String.join(" ", remarks)));
        }
        return List.of(Finding.ok(
                pipeline.name(),
                "params.yaml and dvc.yaml are valid: "
                        + String.join(
                                ", ", graph.ordered().stream().map(Stage::name).toList())));
    }

    /**
     * Whether the files are there that stages read and none makes.
     *
     * @param asked whether this very pipeline was asked about: not everyone has the data of all
     */
    static List<Finding> data(Pipeline pipeline, boolean asked) {
        List<StageProblem> missing = pipeline.rawFiles().missingWithDeps();
        boolean made = missing.stream().allMatch(problem -> problem.remedy().contains("./waybill demo"));
        return findings(made || !asked ? Finding.Level.WARN : Finding.Level.FAIL, pipeline.name() + " data", missing);
    }

    private static List<Finding> findings(Finding.Level level, String check, List<StageProblem> problems) {
        return problems.stream()
                .map(problem -> new Finding(level, check, problem.sentence(), problem.remedy()))
                .toList();
    }

    /** Whether tables could be written where they go. */
    static Finding warehouse(Pipeline pipeline) {
        String folder = RunSetup.warehouse(pipeline);
        String check = pipeline.name() + " tables";
        return WriteAccess.warehouseProblem(folder, pipeline.platform().spark())
                .map(problem -> Finding.fail(
                        check, "cannot write to " + folder + ": " + problem, "Correct 'warehouse', or its rights."))
                .orElseGet(() -> Finding.ok(check, "can write to " + folder));
    }

    /** Whether the tracking store opens, and has been given all models. */
    static Finding tracking(Pipeline pipeline, Clock clock) {
        String check = pipeline.name() + " models";
        RunSetup.requireTracking(pipeline);
        try (Tracking tracking = RunSetup.tracking(pipeline, clock)) {
            int versions = tracking.versions(pipeline.name()).size();
            int kept = PendingRegistrations.of(pipeline.home(), pipeline.name()).count();
            return kept == 0
                    ? Finding.ok(check, "the tracking store opens; versions: " + versions)
                    : Finding.warn(
                            check,
                            "the tracking store opens, but was not given all models; kept: " + kept,
                            "Run ./waybill models sync -p " + pipeline.name() + ".");
        }
    }
}
