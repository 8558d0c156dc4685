package dev.waybill.common.track;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Begins at midnight of 1 March 2020, and is a second later each time that it is read. */
final class TickingClock extends Clock {

    static final Instant START = Instant.parse("2020-03-01T00:00:00Z");

    private final AtomicLong seconds = new AtomicLong();

    @Override
    public Instant instant() {
        return START.plusSeconds(seconds.getAndIncrement());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("A ticking clock stays in UTC.");
    }
}
