package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
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

    /** Which columns stand behind the prediction, in order: see {@link Scoring#score}. */
    private static final int AFTER_PREDICTION = 1;

    private final Iterator<InternalRow> rows;
    private final Scorer scorer;
    private final Explanations explanations;
    private final Optional<IntervalColumns> intervals;
    private final Optional<OutlierColumns> outliers;
    /** Where the confidence stands; behind it the flag, its reasons, the explanation, the base value and the calibration. */
    private final int confidence;

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
        intervals =
                Optional.ofNullable(scorer.calibration()).map(calibration -> new IntervalColumns(calibration, scorer));
        outliers = Optional.ofNullable(scorer.profile()).map(profile -> new OutlierColumns(profile, scorer));
        confidence = AFTER_PREDICTION + (scorer.probability() == null ? Intervals.LEVELS.size() : 1);
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
        intervals.ifPresent(columns -> columns.predictScales(numbers, end));
    }

    private InternalRow scored(int row) {
        double margin = contributions.prediction(row, 0);
        double prediction = scorer.prediction(margin);
        return new JoinedRow(
                batch[row],
                scorer.isAlone()
                        ? new GenericInternalRow(new Object[] {prediction})
                        : columns(row, margin, prediction));
    }

    private InternalRow columns(int row, double margin, double prediction) {
        GenericInternalRow columns = new GenericInternalRow(confidence + 6);
        columns.update(0, prediction);
        if (scorer.probability() != null) {
            columns.update(AFTER_PREDICTION, prediction >= scorer.probability().threshold());
            columns.update(confidence, Math.max(prediction, 1 - prediction));
        }
        intervals.ifPresent(into ->
                columns.update(confidence + 5, into.fill(batch[row], row, prediction, columns, AFTER_PREDICTION)));
        outliers.ifPresent(into -> into.fill(batch[row], numbers, row, columns, confidence + 1));
        columns.update(confidence + 3, explanations.of(batch[row], contributions, row, margin));
        columns.update(confidence + 4, contributions.baseValue(0));
        return columns;
    }
}
