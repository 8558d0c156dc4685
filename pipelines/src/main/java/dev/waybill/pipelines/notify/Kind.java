package dev.waybill.pipelines.notify;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a night tells of, for programs; of equally severe ones the first comes first. */
public enum Kind {
    FAILED_NIGHT,
    REFUSED_BATCH,
    ROLLBACK,
    DRIFT,
    PROMOTION;

    /** As in messages: {@code failed-night}. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
