package dev.waybill.pipelines.cli;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Repeats something on a thread of its own that does not keep the JVM alive. */
final class Ticker implements AutoCloseable {

    private final Timer timer = new Timer("waybill-display", true);

    Ticker(Duration every, Runnable task) {
        TimerTask tick = new TimerTask() {
            @Override
            public void run() {
                task.run();
            }
        };
        timer.scheduleAtFixedRate(tick, every.toMillis(), every.toMillis());
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
