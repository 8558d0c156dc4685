package dev.waybill.common.params;

import dev.waybill.common.file.YamlReader;
import java.util.Objects;

/** Sections of params without a file. */
public final class Bound {

    private Bound() {}

    /** A section from YAML, with its defaults: {@code {max_depth: 3}}. */
    public static <T extends Record> T of(Class<T> type, String yaml) {
        Binder binder = new Binder();
        T bound = binder.bind(type, YamlReader.value(type.getSimpleName(), yaml), type.getSimpleName());
        if (!binder.problems().isEmpty()) {
            throw new IllegalArgumentException(binder.problems().get(0).message());
        }
        return Objects.requireNonNull(bound);
    }
}
