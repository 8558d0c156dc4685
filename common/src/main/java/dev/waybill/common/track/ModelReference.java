package dev.waybill.common.track;

import java.util.Optional;

/**
 * What registered.json and champion.json hold: always the same text for the same version.
 *
 * @param version empty while no version plays the part
 */
public record ModelReference(String model, Optional<Integer> version) {

    public static ModelReference to(ModelVersion version) {
        return new ModelReference(version.model(), Optional.of(version.version()));
    }

    /** Of a part that no version plays yet. */
    public static ModelReference none(String model) {
        return new ModelReference(model, Optional.empty());
    }
}
