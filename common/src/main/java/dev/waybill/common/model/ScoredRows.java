package dev.waybill.common.model;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of a partition, scored batch by batch. Reads ahead by one batch, never by more. */
final class ScoredRows implements Iterator<InternalRow> {

    static final int BATCH_ROWS = 4096;

    /** Of several classes, a row takes as much room as so many rows of a quantity. */
    private static final int LEAST_BATCH_ROWS = 16;

    private final Iterator<InternalRow> rows;
    private final ScoredBatch batch;
    private int next;

    ScoredRows(Iterator<InternalRow> rows, Scorer scorer) {
        this.rows = rows;
        batch = new ScoredBatch(
                scorer,
                Math.max(LEAST_BATCH_ROWS, BATCH_ROWS / scorer.explainer().outputs()));
    }

    @Override
    public boolean hasNext() {
        return next < batch.count() || rows.hasNext();
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (next == batch.count()) {
            score();
        }
        return batch.scored(next++);
    }

    private void score() {
        next = 0;
        batch.clear();
        while (rows.hasNext() && !batch.isFull()) {
            batch.add(rows.next().copy()); // Spark hands out the same row again and again
        }
        batch.score();
    }
}
