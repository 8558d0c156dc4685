package dev.waybill.serving.predict;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Predicts beside what is answered, on a thread of its own, so that nobody waits for it; where it comes to be too much, some is left out. */
final class Shadows implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
    private static final int ROWS_WAITING = 10_000;
    private static final int SECONDS_TO_END = 5;

    private final CounterDataPoint leftOut;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                Thread made = new Thread(work, "waybill-shadow");
                made.setDaemon(true);
                return made;
            });

    private final AtomicInteger waiting = new AtomicInteger();

    /** @param leftOut counts requests that are not predicted beside */
    Shadows(CounterDataPoint leftOut) {
        this.leftOut = leftOut;
    }

    /**
     * Does some of it in a while.
     *
     * @param lineup stays open meanwhile
     * @param rows how many it is about
     */
    void later(Lineup lineup, int rows, Runnable work) {
        if (waiting.addAndGet(rows) > ROWS_WAITING || !lineup.take()) {
            waiting.addAndGet(-rows);
            leftOut.inc();
            return;
        }
        try {
            thread.execute(new Waiting(lineup, rows, work));
        } catch (RejectedExecutionException ended) {
            leftOut.inc();
            waiting.addAndGet(-rows);
            lineup.letGo();
        }
    }

    /** What waits for the thread. */
    private final class Waiting implements Runnable {

        private final Lineup lineup;
        private final int rows;
        private final Runnable work;

        private Waiting(Lineup lineup, int rows, Runnable work) {
            this.lineup = lineup;
            this.rows = rows;
            this.work = work;
        }

        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException | Error e) { // nobody is told of it otherwise
                LOG.error("Cannot predict beside", e);
            } finally {
                letGo();
            }
        }

        private void letGo() {
            waiting.addAndGet(-rows);
            lineup.letGo();
        }
    }

    /** Ends with what waits, if that does not take long. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                thread.shutdownNow().forEach(left -> {
                    leftOut.inc();
                    ((Waiting) left).letGo();
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
