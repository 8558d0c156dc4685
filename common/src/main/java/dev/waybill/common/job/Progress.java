package dev.waybill.common.job;

/**
 * Where a job says what it is doing now, in a few words: {@code "fitting 200 trees on 61,204 rows"}; in none, that the
 * last thing is over.
 */
@FunctionalInterface
public interface Progress {
    void doing(String what);
}
