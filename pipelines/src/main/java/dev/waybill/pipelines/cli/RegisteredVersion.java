package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import java.util.List;
import java.util.stream.Collectors;

/** A registered version, as a command line names it: by its number, or by an alias. */
final class RegisteredVersion {

    private RegisteredVersion() {}

    static ModelVersion find(String name, String pipeline, Tracking tracking) {
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
