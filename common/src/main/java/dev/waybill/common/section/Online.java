package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.common.section.Freshness.Hours;

/**
 * The online copy of features.
 *
 * @param store the folder that it is in, below it a folder for each pipeline; a relative one starts at the project's root. Or the
 *     address of a Redis, {@code redis://HOST:PORT}, in which <code>${env:NAME}</code> stands for what is secret
 * @param validFor from the start of the day that it is for, so long it is told: by default until six hours past the night
 *     after, if that begins at two
 * @param nightly whether nights publish, once they have scored and decided
 * @param timeoutMillis so long a Redis is waited for by a request for predictions, in milliseconds; it goes on without then
 */
public record Online(
        @Default("data/online") String store,
        @Default("32h") Hours validFor,
        @Default("false") boolean nightly,
        @Default("50") int timeoutMillis) {

    /** The section. */
    public record Section(@Default("{}") Online online) {}

    public Online {
        if (Redaction.isDue(store)) {
            throw new IllegalArgumentException(
                    "has a password in store; write ${env:NAME} there and set that variable where Waybill runs");
        } else if (timeoutMillis < 1) {
            throw new IllegalArgumentException("needs a timeout-millis of at least 1");
        }
    }

    /** Whether a server has it, rather than a folder. */
    public boolean isServer() {
        return store.startsWith("redis://") || store.startsWith("rediss://");
    }
}
