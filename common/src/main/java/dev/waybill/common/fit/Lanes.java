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
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.SparkSession;

/**
 * Fits beside each other, as many as Spark has slots for: a worker takes one core, and a machine has more of them than
 * most fits have workers.
 */
public final class Lanes {

    private Lanes() {}

    /**
     * A result for each of some things, in their order. If some fail, the first in order is thrown as it is when all are
     * over, with the others suppressed.
     *
     * @param workers that each of them takes
     * @param fit which changes no setting of the session but by {@link Sessions#atOnce}: those are the same for all threads
     */
    public static <T, R> List<R> each(List<T> things, int workers, SparkSession spark, Function<T, R> fit) {
        int lanes = Math.min(things.size(), Sessions.slots(spark) / workers);
        if (lanes <= 1) {
            return things.stream().map(fit).toList();
        }
        List<Callable<R>> tasks = things.stream()
                .<Callable<R>>map(thing -> () -> fit.apply(thing))
                .toList();
        // Set before there are several threads, so that each of them finds what it sets.
        return Sessions.atOnce(spark, () -> results(tasks, lanes));
    }

    private static <R> List<R> results(List<Callable<R>> tasks, int lanes) {
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            return results(threads.invokeAll(tasks));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while fits were running", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <R> List<R> results(List<Future<R>> done) throws InterruptedException {
        List<R> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<R> one : done) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (failures.isEmpty()) {
            return results;
        }
        failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
        return ExceptionUtils.rethrow(failures.get(0));
    }
}
