package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage;
import java.util.List;

/**
 * Why a stage cannot run as dvc.yaml declares it.
 *
 * @param code for machines
 * @param what is wrong, without the stage's name: {@code it writes pipelines/demo/model, ...}
 * @param remedy what to write
 */
public record StageProblem(Stage stage, String code, String what, String remedy) {

    /** Refuses the first problem and tells how many there are beside it. */
    public static void refuse(String pipeline, List<StageProblem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        StageProblem first = problems.get(0);
        int more = problems.size() - 1;
        String others = more == 0
                ? ""
                : " There %s; ./waybill doctor -p %s names all."
                        .formatted(
                                more == 1 ? "is one more such problem" : "are " + more + " more such problems",
                                pipeline);
        throw Refusal.mistake(first.code, first.sentence(), first.remedy + others);
    }

    Refusal refusal() {
        return Refusal.mistake(code, sentence(), remedy);
    }

    /** What is wrong with which stage, and where that stands. */
    public String sentence() {
        return "Cannot run stage '%s' (%s): %s".formatted(stage.name(), stage.place(), what);
    }
}
