package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Reason;
import dev.waybill.pipelines.engine.StageStatus;
import java.util.List;
import java.util.stream.IntStream;

/** Shows which stages would run, and why. */
record StageLines(String pipeline, List<Stage> stages, List<StageStatus> states, List<String> remarks) {

    private record Report(String pipeline, boolean upToDate, List<StageReport> stages, List<String> remarks) {}

    private record StageReport(String stage, String description, boolean upToDate, List<Reason> changes) {}

    /** A line a stage: {@code train: params model.max_depth 6 -> 8}. */
    List<String> lines() {
        return states.stream()
                .map(state -> state.stage() + ": " + state.words())
                .toList();
    }

    boolean isUpToDate() {
        return states.stream().allMatch(StageStatus::isUpToDate);
    }

    String json() {
        return JsonFile.text(new Report(
                pipeline,
                isUpToDate(),
                IntStream.range(0, stages.size())
                        .mapToObj(i -> new StageReport(
                                stages.get(i).name(),
                                stages.get(i).desc().orElse(""),
                                states.get(i).isUpToDate(),
                                states.get(i).changes()))
                        .toList(),
                remarks));
    }
}
