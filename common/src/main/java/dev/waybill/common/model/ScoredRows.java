package dev.waybill.common.model;

import dev.waybill.common.model.shap.Contributions;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;

/** The rows of a partition, scored batch by batch. Reads ahead by one batch, never by more. */
final class ScoredRows implements Iterator<InternalRow> {

    static final int BATCH_ROWS = 4096;
    private static final int EXPLANATION = 9;
    private static final int BASE_VALUE = 10;
    private static final int CALIBRATION = 11;

    private final Iterator<InternalRow> rows;
    private final Scorer scorer;
    private final Explanations explanations;
    private final Optional<CalibratedColumns> calibrated;
    private final InternalRow[] batch = new InternalRow[BATCH_ROWS];
    private final float[] numbers;
    private Contributions contributions;
    private int next;
    private int end;

    ScoredRows(Iterator<InternalRow> rows, Scorer scorer) {
        this.rows = rows;
        this.scorer = scorer;
        numbers = new float[BATCH_ROWS * scorer.encoding().width()];
        explanations = new Explanations(scorer);
        calibrated = Optional.ofNullable(scorer.calibration())
                .map(calibration -> new CalibratedColumns(calibration, scorer));
        contributions = scorer.explainer().explain(numbers, 0);
    }

    @Override
    public boolean hasNext() {
        return next < end || rows.hasNext();
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (next == end) {
            score();
        }
        return scored(next++);
    }

    private void score() {
        next = 0;
        end = 0;
        while (rows.hasNext() && end < BATCH_ROWS) {
            batch[end] = rows.next().copy(); // Spark hands out the same row again and again
            scorer.encoding()
                    .encode(batch[end], numbers, end * scorer.encoding().width());
            end++;
        }
        contributions = scorer.explainer().explain(numbers, end);
        calibrated.ifPresent(columns -> columns.predictScales(numbers, end));
    }

    private InternalRow scored(int row) {
        double margin = contributions.prediction(row, 0);
        double prediction = scorer.explainer().prediction(margin);
        return new JoinedRow(
                batch[row],
                scorer.isAlone()
                        ? new GenericInternalRow(new Object[] {prediction})
                        : columns(row, margin, prediction));
    }

    private InternalRow columns(int row, double margin, double prediction) {
        GenericInternalRow columns = new GenericInternalRow(CALIBRATION + 1);
        columns.update(0, prediction);
        calibrated.ifPresent(
                into -> columns.update(CALIBRATION, into.fill(batch[row], numbers, row, prediction, columns)));
        columns.update(EXPLANATION, explanations.of(batch[row], contributions, row, margin));
        columns.update(BASE_VALUE, contributions.baseValue(0));
        return columns;
    }
}
