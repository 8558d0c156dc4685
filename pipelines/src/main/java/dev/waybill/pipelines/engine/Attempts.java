package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.DvcLock;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Attempts at stages that did not come to their end. A stage that was broken off and runs again with the same inputs
 * goes on with the same attempt, so that what it had appended to tables already is not appended twice.
 *
 * @param folder {@code data/attempts/<pipeline>}
 */
record Attempts(Path folder, String runId) {

    private static final int OF_INPUTS = 12;

    /**
     * One attempt.
     *
     * @param id another one for other inputs: a run that catches up on nights comes to a stage more than once
     * @param inputs a digest of command, dependencies, params and event date
     */
    record Attempt(String id, String inputs) {}

    /** The attempt that was broken off, or a new one, written down. */
    Attempt begin(Stage stage, LockedStage before, Optional<LocalDate> date) {
        String inputs = digest(before, date);
        Optional<Attempt> last = last(stage).filter(attempt -> attempt.inputs().equals(inputs));
        if (last.isPresent()) {
            return last.get();
        }
        Attempt attempt =
                new Attempt("%s/%s/%s".formatted(runId, stage.name(), inputs.substring(0, OF_INPUTS)), inputs);
        JsonFile.write(file(stage), attempt);
        return attempt;
    }

    /** It came to its end: the next one is another. */
    void end(Stage stage) {
        try {
            Files.deleteIfExists(file(stage));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file(stage), e);
        }
    }

    private Optional<Attempt> last(Stage stage) {
        try {
            return Optional.of(JsonFile.read(file(stage), Attempt.class));
        } catch (Refusal e) { // none, or not readable
            return Optional.empty();
        }
    }

    private static String digest(LockedStage before, Optional<LocalDate> date) {
        LockedStage inputs = new LockedStage(before.cmd(), before.deps(), before.params(), List.of());
        String text = DvcLock.empty("").with("stage", inputs).text()
                + date.map(LocalDate::toString).orElse("");
        return DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(Stage stage) {
        return folder.resolve(stage.fileName() + ".json");
    }
}
