package dev.waybill.serving.predict;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Predicts beside what is answered, on a thread of its own, so that nobody waits for it; where it comes to be too much, some is left out. */
final class Shadows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
    private static final int WAITING = 1_000;
    private static final int SECONDS_TO_END = 5;

    private final CounterDataPoint leftOut;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread made = new Thread(work, "waybill-shadow");
                made.setDaemon(true);
                return made;
            });

    /** @param leftOut counts requests that are not predicted beside */
    Shadows(CounterDataPoint leftOut) {
        this.leftOut = leftOut;
    }

    /**
     * Does some of it in a while.
     *
     * @param lineup stays open meanwhile
     */
    void later(Lineup lineup, Runnable work) {
        if (!lineup.take()) {
            return;
        }
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException | Error e) { // nobody is told of it otherwise
                    LOG.error("Cannot predict beside", e);
                } finally {
                    lineup.letGo();
                }
            });
        } catch (RejectedExecutionException full) {
            leftOut.inc();
            lineup.letGo();
        }
    }

    /** Ends with what waits, if that does not take long. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
