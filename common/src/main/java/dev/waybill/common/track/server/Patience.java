package dev.waybill.common.track.server;

import dev.waybill.common.refusal.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How long an answer is waited for, how often a request is sent again that may have failed only for now, and how long is
 * waited before that: twice as long each time, or as long as the server asks for.
 *
 * @param limit for one attempt
 * @param attempts all in all
 * @param firstPause before the second one
 * @param longestPause a server that asks for more is given up at once
 */
public record Patience(
        Duration limit, int attempts, Duration firstPause, Duration longestPause, Consumer<Duration> sleep) {

    /** Long enough for a server to start anew, short enough for a night to go on without it. */
    public static final Patience LONG =
            new Patience(Duration.ofSeconds(30), 5, Duration.ofSeconds(1), Duration.ofSeconds(30), Patience::sleepFor);

    /** For a question whether the server is there. */
    static final Patience SHORT =
            new Patience(Duration.ofSeconds(5), 2, Duration.ofMillis(500), Duration.ofSeconds(5), Patience::sleepFor);

    /**
     * The answer to one of the attempts.
     *
     * @param arrived what an attempt without an answer did all the same; looked for before the next one
     * @throws Refusal of the last attempt
     */
    <T> T answer(Supplier<T> attempt, Supplier<Optional<T>> arrived) {
        for (int number = 1; ; number++) {
            try {
                return attempt.get();
            } catch (Unavailable e) {
                sleep.accept(pause(number, e));
            }
            Optional<T> done = arrived.get();
            if (done.isPresent()) {
                return done.get();
            }
        }
    }

    private Duration pause(int number, Unavailable failure) {
        Duration pause = failure.retryAfter().orElse(firstPause.multipliedBy(1L << (number - 1)));
        if (number >= attempts || pause.compareTo(longestPause) > 0) {
            throw failure.refusal();
        }
        return pause;
    }

    private static void sleepFor(Duration pause) {
        LockSupport.parkNanos(pause.toNanos());
    }
}
