package dev.waybill.common.track;

/** What registered.json holds: always the same text for the same version. */
public record ModelReference(String model, int version) {

    public static ModelReference to(ModelVersion version) {
        return new ModelReference(version.model(), version.version());
    }
}
