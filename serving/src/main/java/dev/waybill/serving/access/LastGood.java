package dev.waybill.serving.access;

import dev.waybill.common.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is read again from time to time; where it cannot be read, what was read last goes on to count. */
final class LastGood<T> {

    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

    private final Supplier<T> read;
    private final Duration every;
    private final InstantSource clock;
    private volatile T value;
    private volatile Optional<String> problem = Optional.empty();
    private volatile boolean hurried;
    private Instant readAt;

    /**
     * Reads it.
     *
     * @param every so often it is read again, or when somebody hurries, or after it could not be read
     * @throws Refusal if it cannot be read this first time
     */
    LastGood(Supplier<T> read, Duration every, InstantSource clock) {
        this.read = read;
        this.every = every;
        this.clock = clock;
        this.readAt = clock.instant();
        this.value = read.get();
    }

    T value() {
        return value;
    }

    /** Why what counts is not the newest. */
    Optional<String> problem() {
        return problem;
    }

    /** The next refresh reads it, whenever it was read last. */
    void hurry() {
        hurried = true;
    }

    /** Reads it again if it is time. By one thread. */
    void refresh() {
        boolean isDue = hurried || problem.isPresent() || !clock.instant().isBefore(readAt.plus(every));
        if (isDue) {
            hurried = false;
            readAt = clock.instant();
            readAgain();
        }
    }

    private void readAgain() {
        try {
            value = read.get();
            problem.ifPresent(mended -> LOG.info("Can be read again: {}", mended));
            problem = Optional.empty();
        } catch (Refusal refusal) {
            tell(String.valueOf(refusal.getMessage()));
        } catch (RuntimeException e) { // whatever it is, something is known that counts
            LOG.error("Cannot read who may ask", e);
            tell("it cannot be read who may ask, and the log says why");
        }
    }

    private void tell(String why) {
        if (!problem.equals(Optional.of(why))) { // once, not at each refresh
            LOG.warn("What was read before goes on to count: {}", why);
        }
        problem = Optional.of(why);
    }
}
