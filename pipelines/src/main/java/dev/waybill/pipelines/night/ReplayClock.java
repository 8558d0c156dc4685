package dev.waybill.pipelines.night;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is set to a moment of the past, and goes on from there as time really passes. */
public final class ReplayClock extends Clock {

    private volatile Instant set;
    private volatile long at = System.nanoTime();

    public ReplayClock(Instant start) {
        set = start;
    }

    /** Sets it. */
    public void set(Instant moment) {
        set = moment;
        at = System.nanoTime();
    }

    @Override
    public Instant instant() {
        return set.plusNanos(System.nanoTime() - at);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same one: times are instants. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
