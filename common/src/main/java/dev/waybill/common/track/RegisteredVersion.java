package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** A registered version, as people name it: by its number, or by an alias. */
public final class RegisteredVersion {

    private RegisteredVersion() {}

    /**
     * The version of a pipeline's model.
     *
     * @throws Refusal if there is none of this name
     */
    public static ModelVersion find(String name, String pipeline, Tracking tracking) {
        List<ModelVersion> versions = tracking.versions(pipeline);
        return versions.stream()
                .filter(known -> name.equals(String.valueOf(known.version()))
                        || known.aliases().contains(name))
                .findFirst()
                .orElseThrow(() -> Refusal.mistake(
                        "models.unknown-version",
                        "Cannot find version '%s' of %s.".formatted(name, pipeline),
                        versions.isEmpty()
                                ? "None is registered yet: run ./waybill repro -p %s.".formatted(pipeline)
                                : "There are "
                                        + versions.stream()
                                                .map(known -> String.valueOf(known.version()))
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }
}
