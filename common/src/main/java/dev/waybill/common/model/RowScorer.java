package dev.waybill.common.model;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A model applied to a few rows at a time, outside of Spark: to the last bit what {@link Scoring#score} says of them.
 *
 * <p>For one thread at a time; {@link #another} is for the next.
 */
public final class RowScorer {

    private final Scorer scorer;
    private final StructType schema;
    private final int most;
    private final ScoredBatch batch;

    private RowScorer(Scorer scorer, StructType schema, int most) {
        this.scorer = scorer;
        this.schema = schema;
        this.most = most;
        batch = new ScoredBatch(scorer, most);
    }

    /**
     * Of a model, its later recalibrations, and rows as {@link Scoring#score} takes them.
     *
     * @param trees of the model
     * @param most rows that are scored together; more take turns
     */
    public static RowScorer of(
            TrainedModel model,
            ScoringTrees trees,
            List<Recalibration> later,
            StructType rows,
            String prediction,
            int top,
            int most) {
        return new RowScorer(
                Scorer.of(model, trees, later, rows, top, false), Scoring.schema(rows, model, prediction), most);
    }

    /** The same model for another thread; the trees are shared. */
    public RowScorer another() {
        return new RowScorer(scorer, schema, most);
    }

    /** The type of scored rows: the columns that they came with, and behind them those of {@link Scoring#score}. */
    public StructType schema() {
        return schema;
    }

    /** The rows, each with what is said of it. */
    public List<InternalRow> score(List<InternalRow> rows) {
        List<InternalRow> scored = new ArrayList<>(rows.size());
        for (int from = 0; from < rows.size(); from += most) {
            batch.clear();
            rows.subList(from, Math.min(from + most, rows.size())).forEach(batch::add);
            batch.score();
            for (int i = 0; i < batch.count(); i++) {
                scored.add(batch.scored(i));
            }
        }
        return scored;
    }
}
