package dev.waybill.serving.predict;

import dev.waybill.common.model.RowScorer;
import dev.waybill.common.row.FeatureProgram;
import dev.waybill.common.row.FeatureProgram.Asked;
import dev.waybill.common.row.RowProgram;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** From raw rows to predictions, for one thread at a time; the history of the rows is looked up in between. */
public final class Predictor {

    private final FeatureProgram features;
    private final RowScorer scorer;
    private final RowProgram answers;

    Predictor(FeatureProgram features, RowScorer scorer, RowProgram answers) {
        this.features = features;
        this.scorer = scorer;
        this.answers = answers;
    }

    /** The type of what is answered. */
    StructType schema() {
        return answers.schema();
    }

    /** All of raw rows but their histories. */
    public List<Asked> ask(List<InternalRow> raw) {
        return raw.stream().map(features::ask).toList();
    }

    /** Predicts, in the same order. */
    List<InternalRow> score(List<RequestRow> rows) {
        return scorer.score(rows.stream()
                .map(row -> features.complete(
                        row.asked(), row.history().answers(), row.history().newestLabel()))
                .toList());
    }

    /**
     * What is told of a scored row, in the columns of {@link ServedModel#schema}.
     *
     * @param request in the columns of {@link AnswerColumns#OF_REQUEST}
     */
    public UnsafeRow answer(InternalRow scored, InternalRow request) {
        return ((UnsafeRow) answers.apply(new JoinedRow(scored, request))).copy();
    }
}
