package dev.waybill.serving.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Those who answer: so many at once, and so many requests that wait for them. What is more is refused at once. */
final class Workers {

    private final Limits limits;
    private final ThreadPoolExecutor threads;

    Workers(Limits limits) {
        this.limits = limits;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.queue()),
                work -> new Thread(work, "waybill-worker-" + number.incrementAndGet()));
        threads.prestartAllCoreThreads();
    }

    /**
     * Has something done.
     *
     * @param refused is told why it is not
     */
    void take(Runnable work, Consumer<Problem> refused) {
        long since = System.nanoTime();
        try {
            threads.execute(() -> {
                if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(limits.waitSeconds())) {
                    refused.accept(Problem.notReady("server.too-late", "It waited too long to be answered."));
                } else {
                    work.run();
                }
            });
        } catch (RejectedExecutionException full) {
            refused.accept(Problem.tooBusy());
        }
    }

    /** Requests that wait. */
    int waiting() {
        return threads.getQueue().size();
    }

    void stop() {
        threads.shutdownNow();
    }
}
