package dev.waybill.pipelines.notify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How soon somebody should look, the least first. */
public enum Severity {
    /** Good to know. */
    LOW,
    /** Some time. */
    MEDIUM,
    /** Today. */
    HIGH,
    /** Now: users get nothing new, or something wrong. */
    CRITICAL;

    /** As in messages: {@code high}. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
