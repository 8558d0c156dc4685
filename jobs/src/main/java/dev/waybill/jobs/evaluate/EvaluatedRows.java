package dev.waybill.jobs.evaluate;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.PredictionLoss;
import dev.waybill.common.model.Scoring;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.section.Evaluation;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.SegmentColumns;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The labelled test rows with all that is said about them: what the model predicts and the naive predictions, their
 * features and the columns of the clean rows. Where a feature has the name of a clean column, the clean one stands.
 */
final class EvaluatedRows {

    /** The model's prediction, and the beginning of the names of its quantiles; see {@link Scoring#judged}. */
    static final String PREDICTION = "_prediction";
    /** Of the model in production. */
    static final String CHAMPION = "_champion";

    private EvaluatedRows() {}

    static Dataset<Row> of(
            Dataset<Row> features,
            Source source,
            Evaluation evaluation,
            TrainedModel model,
            Optional<TrainedModel> champion,
            JobContext context) {
        Dataset<Row> clean = Tables.labelled(
                context.tables().read(source.table()), source.label().name());
        Dataset<Row> others = champion.map(other -> Scoring.predict(features, other, CHAMPION))
                .orElse(features);
        Dataset<Row> predicted =
                Scoring.judged(others, model, PREDICTION, model.inputs().size());
        Dataset<Row> joined = SegmentColumns.beside(clean, predicted, source.key());
        Dataset<Row> train = Parts.rows(clean, model.provenance().split(), fitted(model));
        Dataset<Row> judged = Baselines.predict(
                joined,
                train,
                source.label().name(),
                evaluation.baselines(),
                PredictionLoss.of(
                        evaluation,
                        model.provenance().task(),
                        model.provenance().params()));
        return SegmentColumns.defined(judged, evaluation, source.timeZone());
    }

    /** The parts that the model was fitted on: the naive predictions get the same. */
    private static List<Part> fitted(TrainedModel model) {
        return model.provenance().params().refit()
                ? List.of(Part.train, Part.valid, Part.calibrate)
                : List.of(Part.train, Part.valid);
    }
}
