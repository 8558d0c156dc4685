package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ModelVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The versions that predictions are by, each fetched and read once, as is why one could not be. */
final class RegisteredModels {

    /** What the registry has of a version. */
    record Registered(ModelVersion version, TrainedModel model) {}

    private final JobContext context;
    private final List<ModelVersion> versions;
    private final Map<Integer, Registered> read = new HashMap<>();
    private final Map<Integer, Refusal> refused = new HashMap<>();

    RegisteredModels(JobContext context) {
        this.context = context;
        this.versions = context.tracking().versions(context.workspace().pipeline());
    }

    /** @throws Refusal where there is no such version, or its files are others than were written */
    Registered of(int version) {
        Optional.ofNullable(refused.get(version)).ifPresent(reason -> {
            throw reason;
        });
        try {
            return read.computeIfAbsent(version, this::read);
        } catch (Refusal e) {
            refused.put(version, e);
            throw e;
        }
    }

    private Registered read(int number) {
        ModelVersion version = versions.stream()
                .filter(known -> known.version() == number)
                .findFirst()
                .orElseThrow(() -> Refusal.mistake(
                        "audit.no-model",
                        "Cannot audit a prediction of %s/%d: the registry no longer has that version."
                                .formatted(context.workspace().pipeline(), number),
                        "Restore the tracking store from a backup."));
        return new Registered(version, ModelFolder.read(context.tracking().download(version)));
    }
}
