package dev.waybill.serving.predict;

import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.RowScorer;
import dev.waybill.common.model.ScoringTrees;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.row.FeatureProgram;
import dev.waybill.common.row.RowProgram;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.track.ModelVersion;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model version ready to answer, with the definitions that its rows are made by. It never changes: another model or other
 * definitions are another one, so that no answer is of two.
 */
public final class ServedModel {

    /** Rows that are scored together; of more, one part after the other. */
    private static final int ROWS_TOGETHER = 512;

    private final ModelVersion version;
    private final TrainedModel model;
    private final Definition definition;
    private final List<Recalibration> later;
    private final ConcurrentLinkedDeque<Predictor> idle = new ConcurrentLinkedDeque<>();
    private final StructType schema;
    private final RowScorer scorer;

    /**
     * Checks that what is computed here is what XGBoost computes, and compiles for one thread; others compile when there is
     * more to do at once.
     *
     * @param later recalibrations of the model
     */
    public ServedModel(ModelVersion version, TrainedModel model, List<Recalibration> later, Definition definition) {
        this.version = version;
        this.model = model;
        this.definition = definition;
        this.later = later;
        ForkJoinTask<ScoringTrees> trees =
                ForkJoinTask.adapt(() -> ScoringTrees.checked(model)).fork(); // takes as long as the compiler does
        FeatureProgram program = definition.program();
        scorer = RowScorer.of(
                model, trees.join(), later, program.schema(), prediction(), definition.top(), ROWS_TOGETHER);
        Predictor first = predictor(program, scorer);
        schema = first.schema();
        idle.add(first);
    }

    private Predictor predictor(FeatureProgram program, RowScorer rowScorer) {
        StructType scored = beside(rowScorer.schema(), AnswerColumns.OF_REQUEST);
        RowProgram answers = RowProgram.of(
                scored,
                AnswerColumns.of(scored, definition, version, model, prediction()),
                definition.source().timeZone());
        return new Predictor(program, rowScorer, answers);
    }

    private static StructType beside(StructType rows, StructType added) {
        return new StructType(Stream.of(rows, added)
                .flatMap(columns -> Stream.of(columns.fields()))
                .toArray(StructField[]::new));
    }

    /** So that as many requests are answered at once without anybody waiting for a compiler. */
    public void warm(int threads) {
        idle.addAll(IntStream.range(idle.size(), threads)
                .parallel()
                .mapToObj(thread -> another())
                .toList());
    }

    private Predictor another() {
        return predictor(definition.program(), scorer.another());
    }

    /** Answers by a predictor of which nobody else makes use meanwhile. */
    public <T> T with(Function<Predictor, T> answer) {
        Predictor mine = idle.poll();
        if (mine == null) {
            mine = another();
        }
        try {
            return answer.apply(mine);
        } finally {
            idle.push(mine);
        }
    }

    public ModelVersion version() {
        return version;
    }

    public TrainedModel model() {
        return model;
    }

    public Definition definition() {
        return definition;
    }

    /** Recalibrations that it knows. */
    public List<Recalibration> later() {
        return later;
    }

    /** The name of what it predicts. */
    public String prediction() {
        return ScoredTable.prediction(
                model.provenance().task(), definition.source().label().name());
    }

    /** The type of its answers: see {@link Predictor#predict}. */
    public StructType schema() {
        return schema;
    }
}
