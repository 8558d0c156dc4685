package dev.waybill.common.model;

import static java.util.Objects.requireNonNull;

import dev.waybill.common.model.shap.Contributions;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;

/** Some rows, scored together: filled, scored and read again and again by one thread. */
final class ScoredBatch {

    /** Which columns stand behind the prediction, in order: see {@link Scoring#score}. */
    private static final int AFTER_PREDICTION = 1;

    private final Scorer scorer;
    private final Explanations explanations;
    private final Optional<IntervalColumns> intervals;
    private final Optional<OutlierColumns> outliers;
    private final Optional<ClassColumns> classes;
    /** Where the confidence stands; behind it the flag, its reasons, the explanation, the base value and the calibration. */
    private final int confidence;

    private final InternalRow[] batch;
    private final float[] numbers;
    private Contributions contributions;
    private int count;

    /** @param most rows that have room */
    ScoredBatch(Scorer scorer, int most) {
        this.scorer = scorer;
        batch = new InternalRow[most];
        numbers = new float[most * scorer.encoding().width()];
        explanations = new Explanations(scorer);
        intervals = Optional.ofNullable(scorer.calibration())
                .map(calibration -> new IntervalColumns(calibration, requireNonNull(scorer.scale()), scorer, most));
        outliers = Optional.ofNullable(scorer.profile()).map(profile -> new OutlierColumns(profile, scorer));
        classes = Optional.ofNullable(scorer.kinds()).map(ClassColumns::new);
        confidence = AFTER_PREDICTION + scorer.columnsBetween();
        contributions = scorer.explainer().explain(numbers, 0);
    }

    boolean isFull() {
        return count == batch.length;
    }

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /** @param row that stays as it is until the batch is cleared */
    void add(InternalRow row) {
        scorer.encoding().encode(row, numbers, count * scorer.encoding().width());
        batch[count++] = row;
    }

    /** Scores the rows that were added since it was cleared. */
    void score() {
        contributions = scorer.explainer().explain(numbers, count);
        intervals.ifPresent(each -> each.scale(numbers, count));
    }

    /** A row with what is said of it beside it. */
    InternalRow scored(int row) {
        return classes.map(columns -> ofClasses(row, columns)).orElseGet(() -> ofNumber(row));
    }

    private InternalRow ofClasses(int row, ClassColumns said) {
        int best = said.read(contributions, row);
        if (scorer.isAlone()) {
            return new JoinedRow(batch[row], new GenericInternalRow(new Object[] {said.judged(batch[row])}));
        }
        GenericInternalRow columns = new GenericInternalRow(confidence + 6);
        if (confidence == AFTER_PREDICTION) {
            columns.update(0, said.judged(batch[row]));
        } else {
            said.publish(columns);
        }
        columns.update(confidence, said.confidence());
        explain(row, best, contributions.prediction(row, best), columns);
        return new JoinedRow(batch[row], columns);
    }

    private InternalRow ofNumber(int row) {
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
        explain(row, 0, margin, columns);
        return columns;
    }

    /** Whether it is unlike the rows of training, and what the prediction of an output is made of. */
    private void explain(int row, int output, double margin, GenericInternalRow columns) {
        outliers.ifPresent(into -> into.fill(batch[row], numbers, row, columns, confidence + 1));
        columns.update(confidence + 3, explanations.of(batch[row], contributions, row, output, margin));
        columns.update(confidence + 4, contributions.baseValue(output));
    }
}
