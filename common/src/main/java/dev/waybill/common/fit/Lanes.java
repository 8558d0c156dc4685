package dev.waybill.common.fit;

import dev.waybill.common.table.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Fits beside each other, as many as Spark has slots for: a worker takes one core, and a machine has more of them than
 * most fits have workers.
 */
public final class Lanes {

    private Lanes() {}

    /**
     * A result for each of some things, in their order.
     *
     * @param workers that each of them takes
     * @param fit which builds no dataset by settings of the session, since these are those of all threads
     * @throws RuntimeException what the first of them that failed has thrown, when all are over
     */
    public static <T, R> List<R> each(List<T> things, int workers, SparkSession spark, Function<T, R> fit) {
        int lanes = Math.min(things.size(), Math.max(1, Slots.all(spark.sparkContext()) / workers));
        if (lanes <= 1) {
            return things.stream().map(fit).toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            // Set before there are several threads, so that none of them changes what it finds set.
            return Sessions.atOnce(spark, () -> results(threads, tasks(things, fit)));
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T, R> List<Callable<R>> tasks(List<T> things, Function<T, R> fit) {
        return things.stream().<Callable<R>>map(thing -> () -> fit.apply(thing)).toList();
    }

    private static <R> List<R> results(ExecutorService threads, List<Callable<R>> tasks) {
        List<R> results = new ArrayList<>();
        try {
            for (Future<R> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while fits were running", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
        return results;
    }

    private static RuntimeException unwrapped(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException("A fit beside others failed", failed.getCause());
    }
}
