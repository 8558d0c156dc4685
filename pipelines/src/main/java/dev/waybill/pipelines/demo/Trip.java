package dev.waybill.pipelines.demo;

import java.time.LocalDateTime;

/**
 * A delivery as it really was, before anybody wrote it down.
 *
 * @param drivenKm of the way that was taken
 * @param minutes from the request to the handover
 */
record Trip(Order order, double drivenKm, double minutes) {

    LocalDateTime finishedAt() {
        return order.requestedAt().plusSeconds(seconds());
    }

    /** The minutes, as exactly as a clock shows them. */
    long seconds() {
        return Math.round(minutes * 60);
    }
}
