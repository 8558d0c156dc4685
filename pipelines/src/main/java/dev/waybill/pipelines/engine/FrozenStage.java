package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.Stage.Out;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A stage with {@code frozen: true}, whose command is never run, as by DVC: its outputs are taken as they are. */
final class FrozenStage {

    /** What was looked at instead of running. */
    record Verified(List<String> outputs) {}

    private FrozenStage() {}

    /** @throws Refusal if an output is not there */
    static Outcome verify(Stage stage, LockedStage now, Instant start, Clock clock) {
        List<String> outputs = stage.outs().stream().map(Out::written).toList();
        for (String output : outputs) {
            if (now.out(output).isEmpty()) {
                throw Refusal.mistake(
                        "dvc.frozen",
                        "Cannot take stage '%s' (%s) as it is: it is frozen, so that nothing runs, but its output %s is not there."
                                .formatted(stage.name(), stage.place(), output),
                        "Put it back, or remove 'frozen: true'.");
            }
        }
        return new Outcome(
                stage.name(),
                new Verified(outputs),
                "frozen, not run: its outputs are taken as they are",
                Duration.between(start, clock.instant()));
    }
}
