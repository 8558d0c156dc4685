package dev.waybill.pipelines.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.Pointer;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.DatasetInput;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.TrackedRun;
import dev.waybill.common.track.Tracking;
import dev.waybill.pipelines.dvc.FlatValues;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Kind;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * A stage in the tracking store: a run below that of the invocation, with what the stage ran with (its params, the tables
 * that it read) and what came of it (its figures, pages and plots).
 *
 * @param invocation the run that it is part of
 */
record TrackedStage(Stage stage, Path folder, TrackedRun invocation, TrackedRun run) {

    private static final Map<String, String> CONTEXTS = Map.of("train", "training", "evaluate", "evaluation");

    /**
     * Begins a run.
     *
     * @param tables that the stage reads
     * @param inputs a digest of all that it runs with
     */
    static TrackedStage begin(
            Stage stage,
            Step step,
            LockedStage before,
            List<Pointer> tables,
            String inputs,
            JobContext context,
            Path folder) {
        String job = step.job().name();
        Map<String, String> tags = Map.of(RunTags.STAGE, stage.name(), RunTags.JOB, job, RunTags.RUN_KEY, inputs);
        TrackedRun run = context.run().part(stage.name(), tags);
        List<DatasetInput> datasets = tables.stream()
                .map(table -> dataset(table, CONTEXTS.getOrDefault(job, job), context))
                .toList();
        run.log((tracking, id) -> {
            tracking.logParams(id, params(before));
            tracking.logInputs(id, datasets);
        });
        return new TrackedStage(stage, folder, context.run(), run);
    }

    private static DatasetInput dataset(Pointer table, String use, JobContext context) {
        return DatasetInput.of(
                new TableVersion(table.table(), table.id(), table.version()),
                context.tables().path(table.table()).toString(),
                use,
                table.rows());
    }

    private static Map<String, String> params(LockedStage before) {
        Map<String, String> params = new TreeMap<>();
        before.params()
                .values()
                .forEach(file ->
                        file.forEach((key, value) -> FlatValues.of(value).forEach((inner, leaf) -> {
                            String name = inner.isEmpty() ? key : key + "." + inner;
                            params.put(name, Redaction.of(name, FlatValues.text(leaf)));
                        })));
        return params;
    }

    /** What it wrote, and to the invocation its line and the figures that stand for it. */
    void finished(Outcome outcome) {
        SortedMap<String, Double> figures = figures();
        run.log((tracking, id) -> {
            tracking.logMetrics(id, figures, 0);
            for (Out out : stage.outs()) {
                logArtifacts(tracking, id, out);
            }
        });
        end(RunStatus.FINISHED, outcome.summary());
        Map<String, Double> headline = new TreeMap<>(figures);
        headline.keySet().retainAll(headline());
        invocation.log((tracking, id) -> {
            tracking.logMetrics(id, headline, 0);
            String note = tracking.tags(id).getOrDefault(RunTags.NOTE, "");
            tracking.setTags(
                    id, Map.of(RunTags.NOTE, "%s- **%s**: %s\n".formatted(note, stage.name(), outcome.summary())));
        });
    }

    private SortedMap<String, Double> figures() {
        SortedMap<String, Double> figures = new TreeMap<>();
        stage.outs().stream()
                .filter(out -> out.kind() == Kind.metrics && Files.isRegularFile(out.path()))
                .forEach(out -> figures.putAll(JsonFile.numbers(JsonFile.read(out.path(), JsonNode.class))));
        return figures;
    }

    private List<String> headline() {
        return StreamSupport.stream(stage.meta().path("headline").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Figures, pages and plots under their names in the pipeline's folder. */
    private void logArtifacts(Tracking tracking, String id, Out out) {
        boolean isPage = out.path().startsWith(folder.resolve("reports"));
        if (out.path().startsWith(folder) && (out.kind() != Kind.outs || isPage) && Files.exists(out.path())) {
            Path into = Files.isDirectory(out.path()) ? out.path() : out.path().resolveSibling("");
            tracking.logArtifacts(
                    id, out.path(), folder.relativize(into).toString().replace('\\', '/'));
        }
    }

    void failed(RuntimeException reason) {
        if (reason instanceof Refusal refusal) {
            end(refusal.isNothingToDo() ? RunStatus.FINISHED : RunStatus.FAILED, refusal.problem());
        } else {
            end(RunStatus.FAILED, "A bug: the log of this run has the stack trace.");
        }
    }

    private void end(RunStatus status, String note) {
        run.log((tracking, id) -> tracking.setTags(id, Map.of(RunTags.NOTE, note)));
        run.finish(status);
    }
}
