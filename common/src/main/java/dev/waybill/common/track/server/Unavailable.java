package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.time.Duration;
import java.util.Optional;

/** A server that did not answer, or not now: the same may go well a little later. */
final class Unavailable extends RuntimeException {

    private final Refusal refusal;
    private final Optional<Duration> retryAfter;

    /** @param refusal what is said in the end, if it does not go well later either */
    Unavailable(Refusal refusal, Optional<Duration> retryAfter) {
        super(refusal);
        this.refusal = refusal;
        this.retryAfter = retryAfter;
    }

    Refusal refusal() {
        return refusal;
    }

    /** How long the server asks to wait. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
