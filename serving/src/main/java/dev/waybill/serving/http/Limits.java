package dev.waybill.serving.http;

import dev.waybill.common.params.Default;

/**
 * How much is taken on.
 *
 * @param workers requests that are worked on at once; 0 for twice as many as there are processors
 * @param queue requests that wait for that; more are told to come again
 * @param bodyBytes of a request, at most
 * @param bodySeconds that a body may take to come
 * @param waitSeconds that a request may wait
 * @param idleSeconds after which a connection on which nothing happens is closed
 * @param drainSeconds that requests have to be answered when the server ends
 */
public record Limits(
        @Default("0") int workers,
        @Default("200") int queue,
        @Default("4194304") int bodyBytes,
        @Default("5") int bodySeconds,
        @Default("5") int waitSeconds,
        @Default("60") int idleSeconds,
        @Default("10") int drainSeconds) {

    /** What counts where nothing else is said. */
    public static final Limits USUAL = new Limits(0, 200, 4_194_304, 5, 5, 60, 10);

    public Limits {
        if (workers < 0
                || drainSeconds < 0
                || queue < 1
                || bodyBytes < 1
                || bodySeconds < 1
                || waitSeconds < 1
                || idleSeconds < 1) {
            throw new IllegalArgumentException(
                    "needs numbers of at least 1 (workers and drain-seconds: of at least 0)");
        }
    }

    /** How many requests are worked on at once. */
    public int threads() {
        return workers == 0 ? 2 * Runtime.getRuntime().availableProcessors() : workers;
    }
}
