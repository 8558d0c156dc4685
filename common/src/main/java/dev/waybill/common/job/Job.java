package dev.waybill.common.job;

import java.util.List;

/**
 * Reads declared inputs, writes declared outputs, returns what it did. The only place with IO; the computation stands
 * apart, as static functions of datasets.
 *
 * @param <P> the sections of params.yaml that the job reads, one component a section
 * @param <R> what the job did, as shown to people and machines
 */
public interface Job<P extends Record, R extends Record> {

    /** CLI word, stage name and run name: {@code batch-score}. */
    String name();

    /** Bound strictly from params.yaml: a component named {@code source} takes the section {@code source}. */
    Class<P> params();

    R run(P params, JobContext context);

    /** The files that it reads and no pipeline made, as its params name them. */
    default List<RawPath> rawPaths(P params) {
        return List.of();
    }

    /** What it reads in its pipeline's folder: what changes there may change what it writes. */
    default List<Artifact> reads(P params) {
        return List.of();
    }

    /** What it writes in its pipeline's folder, each time that it runs. */
    default List<Artifact> writes(P params) {
        return List.of();
    }

    /** Whether it can do one event date by itself: see {@link JobContext#date}. */
    default boolean byDate() {
        return false;
    }

    /** A result in one line, for terminals and logs: {@code 58,212 rows; MAE 4.12 min}. */
    String summary(R result);
}
