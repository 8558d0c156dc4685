package dev.waybill.jobs.drift;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Some rows of a day that stand for all of it: those whose keys have the least hashes. So they are the same however rows are
 * dealt to tasks, and the samples of two parts of a day make that of both.
 *
 * <p>Source: the bottom-k sketch of Cohen, Kaplan, Summarizing data using bottom-k sketches, PODC (2007).
 */
final class RowSample {

    static final int ROWS = 200;

    private final PriorityQueue<Sampled> kept =
            new PriorityQueue<>(Comparator.comparing(Sampled::hash).reversed());

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sampled(long hash, double[] values) {}

    /** @param values asked for only if the row is kept */
    void add(long hash, Supplier<double[]> values) {
        if (kept.size() == ROWS && hash < kept.element().hash()) {
            kept.remove();
        }
        if (kept.size() < ROWS) {
            kept.add(new Sampled(hash, values.get()));
        }
    }

    /** Of hash and values each. */
    Row[] rows() {
        return kept.stream()
                .map(row -> RowFactory.create(row.hash(), row.values()))
                .toArray(Row[]::new);
    }
}
