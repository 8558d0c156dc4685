package dev.waybill.jobs.score;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.Workspace;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code calibration.json}, in which an older Waybill kept the last recalibration. It says for which dates nothing: so
 * scoring neither goes by it nor passes over it in silence.
 */
final class UndatedCalibration {

    private UndatedCalibration() {}

    /** Refuses to score by a champion that was recalibrated so. */
    static void refuse(Champion champion, Workspace workspace) {
        Path file = file(workspace);
        if (!Files.isRegularFile(file)) {
            return;
        }
        JsonNode written = JsonFile.read(file, JsonNode.class);
        if (written.path("model_sha256").asText().equals(champion.model().sha256())) {
            throw Refusal.mistake(
                    "score.undated-calibration",
                    "Cannot score with %s: %s, calibrated on %s, is of an older Waybill and does not say from which date on it is valid."
                            .formatted(
                                    champion.version(),
                                    file.getFileName(),
                                    written.path("intervals").path("basis").asText()),
                    "Run ./waybill job recalibrate -p %s --date D, D being the first day that is to have new intervals; it takes the file away."
                            .formatted(workspace.pipeline()));
        }
    }

    /** Once there is a dated recalibration in its place. */
    static void delete(Workspace workspace) {
        try {
            Files.deleteIfExists(file(workspace));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file(workspace), e);
        }
    }

    private static Path file(Workspace workspace) {
        return workspace.folder().resolve("calibration.json");
    }
}
