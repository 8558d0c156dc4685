package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of what a tracking store does not have, whichever store it is. */
public final class Missing {

    private Missing() {}

    public static Refusal run(String runId) {
        return Refusal.mistake(
                "tracking.run-missing",
                "Cannot log to run " + runId + ": the tracking store has none of this id, or it was deleted.",
                "Restore it with 'mlflow runs restore', or run again.");
    }

    public static Refusal experiment(String name, String id) {
        return Refusal.mistake(
                "tracking.experiment-deleted",
                "Cannot start a run in experiment '" + name + "': it was deleted in MLflow.",
                "Restore it with 'mlflow experiments restore -x " + id + "'.");
    }

    /**
     * Of a version of a model.
     *
     * @param known the versions that there are
     */
    public static Refusal version(String model, int version, List<ModelVersion> known) {
        return Refusal.mistake(
                "tracking.version-missing",
                "Cannot find version " + version + " of model '" + model + "': there is none.",
                known.isEmpty() ? "Register one first." : "Choose among " + numbers(known) + ".");
    }

    /**
     * Of the files of a model.
     *
     * @param why a clause: {@code there is no folder /data/mlflow/1/..}
     */
    public static Refusal artifacts(String model, String why) {
        return Refusal.mistake(
                "tracking.artifacts-missing",
                "Cannot find the files of model " + model + ": " + why + ".",
                "Restore it, or use another version.");
    }

    private static String numbers(List<ModelVersion> versions) {
        return versions.stream()
                .map(version -> Integer.toString(version.version()))
                .collect(Collectors.joining(", "));
    }
}
